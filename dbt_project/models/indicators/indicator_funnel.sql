-- Shares of UATs within the country: which differ by more than chance, given how many people they rest on and how much
-- UATs differ anyway.
{% set by = ['period', 'indicator'] %}
{% set n, target, dispersion = 'units.denominator', 'spread.target', 'spread.dispersion' %}
{% set thresholds = var('thresholds') %}

with units as (
    select
        own.period,
        own.geo_code,
        own.indicator,
        own.numerator,
        own.denominator,
        own.value
    from {{ ref('indicator_value') }} as own
    inner join {{ ref('indicators') }} as catalogue on own.indicator = catalogue.indicator
    where
        own.geo_level = 'uat'
        and own.breakdown = 'total'
        and catalogue.measure = 'share'
        and catalogue.sensitivity <> 'institutional'
        and own.denominator > 0
),

spread as (
    {{ funnel_dispersion('units', by, 'numerator', 'denominator') }}
),

limited as (
    select
        units.*,
        spread.target,
        spread.units,
        {{ steady(dispersion) }} as dispersion,
        {{ steady(funnel_limit(target, n, thresholds.interval_z, dispersion, '-')) }} as low_95,
        {{ steady(funnel_limit(target, n, thresholds.interval_z, dispersion, '+')) }} as high_95,
        {{ steady(funnel_limit(target, n, thresholds.alarm_z, dispersion, '-')) }} as low_998,
        {{ steady(funnel_limit(target, n, thresholds.alarm_z, dispersion, '+')) }} as high_998
    from units
    inner join spread on units.period = spread.period and units.indicator = spread.indicator
)

select
    period,
    'uat' as geo_level,
    geo_code,
    indicator,
    target,
    units,
    dispersion,
    low_95,
    high_95,
    low_998,
    high_998,
    case
        when value > high_998 then 'far_above'
        when value < low_998 then 'far_below'
        when value > high_95 then 'above'
        when value < low_95 then 'below'
        else 'within'
    end as signal -- noqa: RF04
from limited
