-- What each source's own reports should say, by place. Only counts above 0.
with figures as (
    select * from {{ ref('amc_report_figure') }}
    union all
    select * from {{ ref('primero_report_figure') }}
    union all
    select * from {{ ref('spor_report_figure') }}
)

select
    source,
    period,
    {{ place_level() }} as geo_level,
    {{ place_code() }} as geo_code,
    figure,
    cast(sum(computed) as bigint) as computed,
    cast(sum(computed_entries) as bigint) as computed_entries
from figures
group by source, period, figure, rollup(county_code, siruta)
having {{ is_place() }}
