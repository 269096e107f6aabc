-- Shares of people as they would be if every county had the ages of the European Standard Population, in strata wide
-- enough for a county to have people in each. Who has no age has no stratum.
{% set rows = var('standardised') %}

with strata as (
    select
        stratum,
        sum(weight) as weight
    from {{ ref('standard_population') }}
    group by stratum
),

cells as (
    select
        people.period,
        people.county_code,
        ages.stratum,
        {{ frame_sums(rows) }}
    from {{ ref('person_quarter') }} as people
    inner join {{ ref('standard_population') }} as ages
        on people.age >= ages.age_from and (ages.age_to is null or people.age <= ages.age_to)
    group by people.period, people.county_code, ages.stratum
),

summed as (
    select
        period,
        stratum,
        case when grouping(county_code) = 1 then 'country' else 'county' end as geo_level,
        case when grouping(county_code) = 1 then 'RO' else county_code end as geo_code,
        {{ sums_of_sums(rows) }}
    from cells
    group by period, stratum, rollup(county_code)
),

long as (
    {% for row in rows %}
    select
        period,
        geo_level,
        geo_code,
        stratum,
        '{{ row.indicator }}' as indicator,
        {{ row.column }}_n as numerator,
        {{ row.column }}_d as denominator
    from summed
    where geo_code is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

places as (
    select distinct
        period,
        geo_level,
        geo_code,
        indicator
    from long
),

filled as (
    select
        places.*,
        strata.weight,
        long.numerator,
        long.denominator
    from places
    cross join strata
    left join long
        on
            places.period = long.period
            and places.geo_code = long.geo_code
            and places.indicator = long.indicator
            and strata.stratum = long.stratum
),

standardised as (
    {{ directly_standardised(
        'filled', ['period', 'geo_level', 'geo_code', 'indicator'], 'numerator', 'denominator', 'weight',
        var('thresholds').interval_z
    ) }}
)

select
    period,
    geo_level,
    geo_code,
    indicator,
    'total' as breakdown,
    'all' as category,
    cast(observed as bigint) as numerator,
    cast(population as bigint) as denominator,
    value,
    ci_low,
    case when ci_high > 1 then 1.0 else ci_high end as ci_high
from standardised
