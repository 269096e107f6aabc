-- Only where no quarter is hidden for privacy: slope and test would give a single one away. Withheld quarters are not
-- in them.
with shown as (
    select
        geo_level,
        geo_code,
        indicator
    from {{ history('published_indicators') }}
    where breakdown = 'total'
    group by geo_level, geo_code, indicator
    having bool_and(status <> 'suppressed')
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
