-- Only where the public sees every quarter that has data: slope and test would give a single hidden one away.
with shown as (
    select
        geo_level,
        geo_code,
        indicator
    from {{ ref('published_indicators') }}
    where breakdown = 'total'
    group by geo_level, geo_code, indicator
    having bool_and(status in ('published', 'no_data'))
)

select
    trends.period,
    trends.geo_level,
    trends.geo_code,
    trends.indicator,
    trends.quarters,
    trends.slope,
    trends.z,
    trends.direction
from {{ ref('indicator_trend') }} as trends
inner join shown
    on
        trends.geo_level = shown.geo_level
        and trends.geo_code = shown.geo_code
        and trends.indicator = shown.indicator
