-- Gate 3 judges these counts, a row per rule, indicator, UAT and period: shares lie in [0, 1] and in their interval, the parts of a
-- breakdown add up to the whole, UATs to their county and counties to the country, those without a place being a part too.
{% set keys = ['period', 'geo_level', 'geo_code', 'county_code', 'breakdown', 'category'] %}
{% set tolerance = var('thresholds').share_tolerance %}

with long as (
    {{ indicators_unpivoted(ref('indicator_wide'), keys) }}
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

parts as (
    select
        period,
        geo_level,
        geo_code,
        county_code,
        indicator,
        breakdown,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from long
    where breakdown <> 'total'
    group by period, geo_level, geo_code, county_code, indicator, breakdown
),

inner_places as (
    select
        period,
        case when geo_level = 'uat' then 'county' else 'country' end as geo_level,
        case when geo_level = 'uat' then county_code end as county_code,
        indicator,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from totals
    where geo_level <> 'country'
    group by period, case when geo_level = 'uat' then 'county' else 'country' end,
        case when geo_level = 'uat' then county_code end, indicator
),

failures as (
    select
        'share-in-range' as rule,
        indicator as subject,
        period,
        geo_level,
        geo_code,
        coalesce(not (
            numerator between 0 and denominator
            and value between -{{ tolerance }} and 1 + {{ tolerance }}
            and value between ci_low - {{ tolerance }} and ci_high + {{ tolerance }}
        ), denominator > 0) as failed
    from {{ ref('indicator_value') }}

    union all

    select
        'parts-add-up-' || parts.breakdown as rule,
        parts.indicator as subject,
        parts.period,
        parts.geo_level,
        parts.geo_code,
        totals.numerator is distinct from parts.numerator or totals.denominator is distinct from parts.denominator as failed
    from parts
    left join totals
        on
            parts.period = totals.period
            and parts.geo_level = totals.geo_level
            and parts.geo_code is not distinct from totals.geo_code
            and parts.county_code is not distinct from totals.county_code
            and parts.indicator = totals.indicator

    union all

    select
        inner_places.geo_level || '-adds-up' as rule,
        inner_places.indicator as subject,
        inner_places.period,
        inner_places.geo_level,
        totals.geo_code,
        totals.numerator is distinct from inner_places.numerator
        or totals.denominator is distinct from inner_places.denominator as failed
    from inner_places
    left join totals
        on
            inner_places.period = totals.period
            and inner_places.geo_level = totals.geo_level
            and inner_places.county_code is not distinct from totals.county_code
            and inner_places.indicator = totals.indicator
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
