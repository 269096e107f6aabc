-- Which cells are in doubt, why, and who can mend it; of counties and the country all, with how many of their UATs are
-- usable. Of a UAT's numbers that are hidden a verdict tells nothing. Published only behind gate 3, as
-- `published_indicators` is.
with told as (
    select
        period,
        geo_code,
        indicator,
        bool_or(status in ('warning', 'withheld')) or bool_and(status = 'no_data') as tells_doubt
    from {{ ref('published_indicators') }}
    where geo_level = 'uat'
    group by period, geo_code, indicator
)

select
    cells.period,
    cells.geo_level,
    cells.geo_code,
    cells.indicator,
    cells.verdict,
    cells.reason,
    cells.source,
    cells.mended_by,
    cells.uats,
    cells.uats_usable,
    case when cells.uats > 0 then cells.uats_usable / cast(cells.uats as double) end as share_usable
from {{ ref('cell_verdict') }} as cells
left join told
    on
        cells.geo_level = 'uat'
        and cells.period = told.period
        and cells.geo_code = told.geo_code
        and cells.indicator = told.indicator
where coalesce(told.tells_doubt, true)
