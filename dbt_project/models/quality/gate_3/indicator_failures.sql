-- Gate 3 judges these counts, a row per rule, indicator, UAT and period: nobody is counted twice or left out, shares
-- lie in [0, 1] and every value in its interval, the parts of a breakdown add up to the whole, UATs to their county and
-- counties to the country, those without a place being a part too.
{% set tolerance = var('thresholds').share_tolerance %}

with long as (
    select *
    from {{ ref('indicator_count') }}
),

totals as (
    select
        period,
        geo_level,
        geo_code,
        county_code,
        indicator,
        numerator,
        denominator
    from long
    where breakdown = 'total'
),

breakdowns as (
    select distinct breakdown
    from long
    where breakdown <> 'total'
),

wholes as (
    select
        totals.*,
        breakdowns.breakdown
    from totals
    inner join {{ ref('indicators') }} as catalogue on totals.indicator = catalogue.indicator
    inner join breakdowns on {{ word_in('breakdowns.breakdown', 'catalogue.breakdowns') }}
),

parts as (
    select
        long.period,
        long.geo_level,
        long.geo_code,
        long.county_code,
        long.indicator,
        long.breakdown,
        sum(long.numerator) as numerator,
        sum(long.denominator) as denominator
    from long
    inner join {{ ref('indicators') }} as catalogue on long.indicator = catalogue.indicator
    where long.breakdown <> 'total' and catalogue.each is null
    group by long.period, long.geo_level, long.geo_code, long.county_code, long.indicator, long.breakdown
),

outer_places as (
    select *
    from totals
    where geo_level <> 'uat'
),

inner_places as (
    select
        period,
        indicator,
        case when geo_level = 'uat' then 'county' else 'country' end as geo_level,
        case when geo_level = 'uat' then county_code end as county_code,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from totals
    where geo_level <> 'country'
    group by
        period,
        indicator,
        case when geo_level = 'uat' then 'county' else 'country' end,
        case when geo_level = 'uat' then county_code end
),

present as (
    select
        period,
        count(*) as people
    from {{ ref('person_quarter_state') }}
    group by period
),

counted as (
    select
        period,
        count(*) as people
    from {{ ref('person_quarter') }}
    group by period
),

people as (
    select
        coalesce(present.period, counted.period) as period,
        (present.people is distinct from counted.people) as failed
    from present
    full join counted on present.period = counted.period
),

failures as (
    select
        'people-once' as rule,
        'person_quarter' as subject,
        period,
        'country' as geo_level,
        'RO' as geo_code,
        failed
    from people

    union all

    select
        'share-in-range' as rule,
        own.indicator as subject,
        own.period,
        own.geo_level,
        own.geo_code,
        coalesce(not (
            own.numerator between 0 and own.denominator
            and own.value between -{{ tolerance }} and 1 + {{ tolerance }}
            and coalesce(
                own.value between own.ci_low - {{ tolerance }} and own.ci_high + {{ tolerance }},
                case when own.value is not null then catalogue.sensitivity = 'institutional' end
            )
        ), own.denominator > 0) as failed
    from {{ ref('indicator_value') }} as own
    inner join {{ ref('indicators') }} as catalogue on own.indicator = catalogue.indicator
    where catalogue.measure in ('share', 'cumulative_incidence')

    union all

    select
        'value-in-interval' as rule,
        own.indicator as subject,
        own.period,
        own.geo_level,
        own.geo_code,
        not isfinite(own.value) or coalesce(
            own.value < own.ci_low - {{ tolerance }} * greatest(1, abs(own.value))
            or own.value > own.ci_high + {{ tolerance }} * greatest(1, abs(own.value)),
            false
        ) as failed
    from {{ ref('indicator_value') }} as own
    inner join {{ ref('indicators') }} as catalogue on own.indicator = catalogue.indicator
    where own.value is not null and catalogue.measure not in ('share', 'cumulative_incidence')

    union all

    select
        'parts-add-up-' || coalesce(wholes.breakdown, parts.breakdown) as rule,
        coalesce(wholes.indicator, parts.indicator) as subject,
        coalesce(wholes.period, parts.period) as period,
        coalesce(wholes.geo_level, parts.geo_level) as geo_level,
        coalesce(wholes.geo_code, parts.geo_code) as geo_code,
        (
            {{ differ('wholes.numerator', 'parts.numerator') }}
            or {{ differ('wholes.denominator', 'parts.denominator') }}
        ) as failed
    from wholes
    full join parts
        on
            wholes.period = parts.period
            and wholes.geo_level = parts.geo_level
            and wholes.geo_code is not distinct from parts.geo_code
            and wholes.county_code is not distinct from parts.county_code
            and wholes.indicator = parts.indicator
            and wholes.breakdown = parts.breakdown

    union all

    select
        coalesce(outer_places.geo_level, inner_places.geo_level) || '-adds-up' as rule,
        coalesce(outer_places.indicator, inner_places.indicator) as subject,
        coalesce(outer_places.period, inner_places.period) as period,
        coalesce(outer_places.geo_level, inner_places.geo_level) as geo_level,
        outer_places.geo_code,
        (
            {{ differ('outer_places.numerator', 'inner_places.numerator') }}
            or {{ differ('outer_places.denominator', 'inner_places.denominator') }}
        ) as failed
    from outer_places
    full join inner_places
        on
            outer_places.period = inner_places.period
            and outer_places.geo_level = inner_places.geo_level
            and outer_places.county_code is not distinct from inner_places.county_code
            and outer_places.indicator = inner_places.indicator
)

select
    rule,
    subject,
    cast(null as varchar) as delivery,
    case when geo_level = 'uat' then geo_code end as siruta,
    period,
    count(*) as checked,
    {{ count_where('failed') }} as failures
from failures
group by rule, subject, case when geo_level = 'uat' then geo_code end, period
