-- Only of cells that the public sees.
select
    funnel.period,
    funnel.geo_level,
    funnel.geo_code,
    funnel.indicator,
    funnel.target,
    funnel.units,
    funnel.dispersion,
    funnel.low_95,
    funnel.high_95,
    funnel.low_998,
    funnel.high_998,
    funnel.signal
from {{ ref('indicator_funnel') }} as funnel
inner join {{ ref('published_indicators') }} as cells
    on
        funnel.period = cells.period
        and funnel.geo_level = cells.geo_level
        and funnel.geo_code = cells.geo_code
        and funnel.indicator = cells.indicator
        and cells.breakdown = 'total'
where cells.status = 'published'
