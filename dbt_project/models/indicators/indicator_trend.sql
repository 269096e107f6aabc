-- Shares against their own past: the trend over the last quarters, as of the run's last one. What counts work
-- is left out: of the nurses' people it is known in their delivery's own quarter only, so the shares jump there. So are
-- quarters that are withheld.
with quarters as (
    select
        period,
        cast(row_number() over (order by period) as double) as position,
        count(*) over () as known
    from {{ history('dim_quarter') }}
),

points as (
    select
        own.geo_level,
        own.geo_code,
        own.indicator,
        quarters.position,
        own.numerator,
        own.denominator
    from {{ history('indicator_value') }} as own
    inner join {{ ref('indicators') }} as catalogue on own.indicator = catalogue.indicator
    inner join quarters
        on
            own.period = quarters.period
            and quarters.position > quarters.known - {{ var('thresholds').trend_quarters }}
    left join {{ history('cell_verdict') }} as verdicts
        on
            own.period = verdicts.period
            and own.geo_level = verdicts.geo_level
            and own.geo_code = verdicts.geo_code
            and own.indicator = verdicts.indicator
    where
        own.breakdown = 'total'
        and coalesce(verdicts.verdict, 'published') <> 'withheld'
        and catalogue.measure = 'share'
        and catalogue.sensitivity <> 'institutional'
        and catalogue.numerator || ' ' || catalogue.denominator not like '%employment_known%'
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
    {{ steady('slope') }} as slope,
    {{ steady('chi_square') }} as chi_square,
    {{ steady('z') }} as z,
    case
        when z is null then 'not_tested'
        when z > {{ var('thresholds').alarm_z }} then 'rising'
        when z < -{{ var('thresholds').alarm_z }} then 'falling'
        else 'no_trend'
    end as direction
from trends
