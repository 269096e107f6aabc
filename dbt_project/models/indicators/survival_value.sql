-- Cumulative incidence by the catalogue's horizons: Aalen-Johansen, where death and departure preclude the event, and
-- Kaplan-Meier, which takes them for censored. There is no value where nobody was followed to the horizon and of some
-- it is not known how they ended: what would have become of them is not known. Where nobody had the event, or
-- everybody, there is no log-log interval: then Wilson's, of those of whom it is known how they stood at the horizon.
{% set keys = ['period', 'geo_level', 'geo_code', 'course', 'breakdown', 'category'] %}
{% set z = var('thresholds').interval_z %}

with counts as (
    select counted.*
    from {{ ref('survival_month') }} as counted
    inner join {{ ref('place') }} as places
        on counted.geo_level = places.geo_level and counted.geo_code = places.geo_code
),

-- one number instead of six texts, for every window and join
series as (
    select
        *,
        row_number() over (order by course) as series
    from (
        select distinct {{ keys | join(', ') }}
        from counts
    ) as curves
),

months as (
    select
        series.series,
        series.course,
        counts.month_number,
        counts.events,
        counts.competing,
        counts.censored
    from counts
    inner join series
        on
            counts.period = series.period
            and counts.geo_level = series.geo_level
            and counts.geo_code = series.geo_code
            and counts.course = series.course
            and counts.breakdown = series.breakdown
            and counts.category = series.category
),

with_competing as (
    {{ aalen_johansen('months', ['series'], 'month_number', 'events', 'competing', 'censored', z) }}
),

without_competing as (
    {{ kaplan_meier('months', ['series'], 'month_number', 'events', 'competing + censored', z) }}
),

estimates as (
    select
        series,
        time,
        'aalen_johansen' as estimator,
        cumulative_incidence as value,
        ci_low,
        ci_high
    from with_competing

    union all

    select
        series,
        time,
        'kaplan_meier' as estimator,
        1 - survival as value,
        1 - ci_high as ci_low,
        1 - ci_low as ci_high
    from without_competing
),

at_horizon as (
    select
        estimates.*,
        horizons.indicator
    from estimates
    inner join series on estimates.series = series.series
    inner join {{ ref('survival_indicators') }} as horizons
        on
            series.course = horizons.course
            and estimates.estimator = horizons.estimator
            and estimates.time <= horizons.months
    qualify row_number() over (partition by estimates.series, horizons.indicator order by estimates.time desc) = 1
),

horizon_counts as (
    select
        months.*,
        horizons.indicator,
        horizons.estimator,
        horizons.months
    from months
    inner join {{ ref('survival_indicators') }} as horizons on months.course = horizons.course
),

counted as (
    select
        series,
        indicator,
        months,
        max(month_number) as longest,
        cast(sum(events + competing + censored) as bigint) as denominator,
        cast({{ total_where('events', 'month_number <= months') }} as bigint) as numerator,
        cast(sum(
            case
                when month_number >= months then events + competing + censored
                when estimator = 'aalen_johansen' then events + competing
                else events
            end
        ) as bigint) as known
    from horizon_counts
    group by series, indicator, months
)

select
    series.period,
    series.geo_level,
    series.geo_code,
    counted.indicator,
    series.breakdown,
    series.category,
    counted.numerator,
    counted.denominator,
    coalesce(at_horizon.value, 0) as value,
    coalesce(at_horizon.ci_low, {{ wilson_low('counted.numerator', 'counted.known', z) }}) as ci_low,
    coalesce(at_horizon.ci_high, {{ wilson_high('counted.numerator', 'counted.known', z) }}) as ci_high
from counted
inner join series on counted.series = series.series
left join at_horizon on counted.series = at_horizon.series and counted.indicator = at_horizon.indicator
where counted.longest >= counted.months or counted.known = counted.denominator
