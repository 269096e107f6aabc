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

with_competing as (
    {{ aalen_johansen('counts', keys, 'month_number', 'events', 'competing', 'censored', z) }}
),

without_competing as (
    {{ kaplan_meier('counts', keys, 'month_number', 'events', 'competing + censored', z) }}
),

estimates as (
    select
        {{ keys | join(', ') }},
        time,
        'aalen_johansen' as estimator,
        cumulative_incidence as value,
        ci_low,
        ci_high
    from with_competing

    union all

    select
        {{ keys | join(', ') }},
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
    inner join {{ ref('survival_indicators') }} as horizons
        on
            estimates.course = horizons.course
            and estimates.estimator = horizons.estimator
            and estimates.time <= horizons.months
    qualify row_number() over (
        partition by estimates.{{ keys | join(', estimates.') }}, horizons.indicator
        order by estimates.time desc
    ) = 1
),

horizon_counts as (
    select
        counts.*,
        horizons.indicator,
        horizons.estimator,
        horizons.months
    from counts
    inner join {{ ref('survival_indicators') }} as horizons on counts.course = horizons.course
),

counted as (
    select
        {{ keys | join(', ') }},
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
    group by {{ keys | join(', ') }}, indicator, months
)

select
    counted.period,
    counted.geo_level,
    counted.geo_code,
    counted.indicator,
    counted.breakdown,
    counted.category,
    counted.numerator,
    counted.denominator,
    coalesce(at_horizon.value, 0) as value,
    coalesce(at_horizon.ci_low, {{ wilson_low('counted.numerator', 'counted.known', z) }}) as ci_low,
    coalesce(at_horizon.ci_high, {{ wilson_high('counted.numerator', 'counted.known', z) }}) as ci_high
from counted
left join at_horizon
    on
        {% for key in keys %}
        counted.{{ key }} = at_horizon.{{ key }}
        and {% endfor %}counted.indicator = at_horizon.indicator
where counted.longest >= counted.months or counted.known = counted.denominator
