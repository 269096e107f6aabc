-- A value, its interval and how it compares with the country's. What is summed comes from indicator_count, other
-- statistics from the models that calculate them. In a full count of institutions there is nothing to be uncertain
-- about; a count of a place does not compare with the country's. A rate that is a share, of people told by one source
-- among those told by another, has Wilson's interval while it is one. Sorted, and so is what is published of it: who
-- asks for the rows of a few places skips those of the others.
{% set z = var('thresholds').interval_z %}
{% set n, d = 'counted.numerator', 'counted.denominator' %}
{% set part = 'case when ' ~ n ~ ' <= ' ~ d ~ ' then ' ~ n ~ ' end' %}
{% set counted_n = 'nullif(counted.numerator, 0)' %}
{% set institutional = "catalogue.sensitivity = 'institutional'" %}
{% set compared = "case when asked.measure <> 'count' then told.ci_low end" %}

with summed as (
    select
        counted.period,
        counted.geo_level,
        counted.geo_code,
        counted.indicator,
        counted.breakdown,
        counted.category,
        case when catalogue.measure in ('share', 'rate', 'count') then cast({{ n }} as bigint) end as numerator,
        case when catalogue.measure in ('share', 'rate', 'mean') then cast({{ d }} as bigint) end as denominator,
        case
            when catalogue.measure = 'count' then nullif({{ n }}, 0)
            else units.factor * {{ n }} / nullif({{ d }}, 0)
        end as value,
        case
            when catalogue.measure = 'rate' and catalogue.unit = 'share' then {{ wilson_low(part, d, z) }}
            when catalogue.measure = 'rate' then units.factor * {{ byar_low(n, z) }} / nullif({{ d }}, 0)
            when catalogue.measure = 'mean' then {{ mean_low(n, 'counted.squares', d, z) }}
            when {{ institutional }} then null
            when catalogue.measure = 'share' then {{ wilson_low(n, d, z) }}
            when catalogue.measure = 'count' then {{ byar_low(counted_n, z) }}
        end as ci_low,
        case
            when catalogue.measure = 'rate' and catalogue.unit = 'share' then {{ wilson_high(part, d, z) }}
            when catalogue.measure = 'rate' then units.factor * {{ byar_high(n, z) }} / nullif({{ d }}, 0)
            when catalogue.measure = 'mean' then {{ mean_high(n, 'counted.squares', d, z) }}
            when {{ institutional }} then null
            when catalogue.measure = 'share' then {{ wilson_high(n, d, z) }}
            when catalogue.measure = 'count' then {{ byar_high(counted_n, z) }}
        end as ci_high
    from {{ ref('indicator_count') }} as counted
    inner join {{ ref('indicators') }} as catalogue on counted.indicator = catalogue.indicator
    inner join {{ ref('units') }} as units on catalogue.unit = units.unit
    where counted.geo_code is not null and counted.category <> 'unknown'
),

calculated as (
    {% for subject in calculated_subjects() %}
    select
        period,
        geo_level,
        geo_code,
        indicator,
        breakdown,
        category,
        numerator,
        denominator,
        {{ steady('value') }} as value,
        {{ steady('ci_low') }} as ci_low,
        {{ steady('ci_high') }} as ci_high
    from {{ ref(subject ~ '_value') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

grid as (
    select
        quarters.period,
        places.geo_level,
        places.geo_code,
        catalogue.indicator,
        categories.breakdown,
        categories.category
    from {{ ref('place') }} as places
    cross join {{ ref('dim_quarter') }} as quarters
    cross join {{ ref('indicators') }} as catalogue
    cross join {{ ref('breakdowns') }} as categories
    where
        catalogue.measure not in {{ summed_measures() }}
        and {{ word_in('places.geo_level', 'catalogue.levels') }}
        and {{ word_in('categories.breakdown', 'catalogue.breakdowns') }}
),

told as (
    select *
    from summed

    union all

    select *
    from calculated

    union all

    select
        grid.*,
        cast(null as bigint) as numerator,
        cast(null as bigint) as denominator,
        cast(null as double) as value,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high
    from grid
    anti join calculated
        on
            grid.period = calculated.period
            and grid.geo_level = calculated.geo_level
            and grid.geo_code = calculated.geo_code
            and grid.indicator = calculated.indicator
            and grid.breakdown = calculated.breakdown
            and grid.category = calculated.category
),

country as (
    select
        period,
        indicator,
        breakdown,
        category,
        value
    from told
    where geo_level = 'country'
),

-- what the catalogue asks for: a row an indicator, level and breakdown
asked as (
    select
        indicator,
        polarity,
        measure,
        geo_level,
        {{ elements(words_of('breakdowns')) }} as breakdown
    from (
        select
            indicator,
            polarity,
            measure,
            breakdowns,
            {{ elements(words_of('levels')) }} as geo_level
        from {{ ref('indicators') }}
    ) as by_level
)

select
    told.period,
    told.geo_level,
    told.geo_code,
    told.indicator,
    told.breakdown,
    told.category,
    told.numerator,
    told.denominator,
    told.value,
    told.ci_low,
    told.ci_high,
    {{ benchmark(compared, 'told.ci_high', 'country.value', 'asked.polarity', 'told.geo_level') }}
        as benchmark
from told
inner join asked
    on
        told.indicator = asked.indicator
        and told.geo_level = asked.geo_level
        and told.breakdown = asked.breakdown
left join country
    on
        told.period = country.period
        and told.indicator = country.indicator
        and told.breakdown = country.breakdown
        and told.category = country.category
order by told.period, told.geo_code
