-- Shares against their own past: the trend over the last quarters of the run, as of its last quarter.
with quarters as (
    select
        period,
        cast(row_number() over (order by period) as double) as position,
        count(*) over () as known
    from {{ ref('dim_quarter') }}
),

points as (
    select
        shares.geo_level,
        shares.geo_code,
        shares.indicator,
        quarters.position,
        shares.numerator,
        shares.denominator
    from {{ ref('indicator_value') }} as shares
    inner join {{ ref('indicators') }} as catalogue on shares.indicator = catalogue.indicator
    inner join quarters
        on shares.period = quarters.period and quarters.position > quarters.known - {{ var('thresholds').trend_quarters }}
    where shares.breakdown = 'total' and catalogue.measure = 'share'
),

trends as (
    {{ trend('points', ['geo_level', 'geo_code', 'indicator'], 'position', 'numerator', 'denominator') }}
)

select
    '{{ var("period") }}' as period,
    geo_level,
    geo_code,
    indicator,
    quarters,
    slope,
    chi_square,
    z,
    case
        when z is null then 'not_tested'
        when z > {{ var('thresholds').alarm_z }} then 'rising'
        when z < -{{ var('thresholds').alarm_z }} then 'falling'
        else 'no_trend'
    end as direction
from trends
