-- A household stands for its members, each with its income. Poor is who has less than the country's threshold, in a
-- county too.
with places as (
    select
        household_key,
        'country' as geo_level,
        'RO' as geo_code
    from {{ ref('dim_household') }}

    union all

    select
        household_key,
        'county' as geo_level,
        county_code as geo_code
    from {{ ref('dim_household') }}
    where county_code is not null
),

incomes as (
    select
        conditions.period,
        places.geo_level,
        places.geo_code,
        conditions.equivalised_income,
        conditions.members,
        thresholds.computed as threshold,
        conditions.equivalised_income < thresholds.computed as is_poor
    from {{ ref('household_living_conditions') }} as conditions
    inner join {{ ref('poverty_threshold') }} as thresholds on conditions.period = thresholds.period
    inner join places on conditions.household_key = places.household_key
    where conditions.equivalised_income is not null
),

poor as (
    select *
    from incomes
    where is_poor
),

{% set by = ['period', 'geo_level', 'geo_code'] %}
people as (
    select
        {{ by | join(', ') }},
        cast(sum(members) as bigint) as known,
        cast(coalesce(sum(members) filter (where is_poor), 0) as bigint) as poor,
        max(threshold) as threshold
    from incomes
    group by {{ by | join(', ') }}
),

medians as (
    {{ weighted_quantile('incomes', by, 'equivalised_income', 'members', 0.5) }}
),

ginis as (
    {{ gini('incomes', by, 'equivalised_income', 'members') }}
),

ratios as (
    {{ quintile_share_ratio('incomes', by, 'equivalised_income', 'members') }}
),

poor_medians as (
    {{ weighted_quantile('poor', by, 'equivalised_income', 'members', 0.5) }}
),

calculated as (
    select
        people.*,
        medians.quantile as median,
        ginis.gini,
        ratios.s80_s20,
        1 - poor_medians.quantile / people.threshold as gap
    from people
    {% for statistic in ['medians', 'ginis', 'ratios', 'poor_medians'] %}
    left join {{ statistic }}
        on
            people.period = {{ statistic }}.period
            and people.geo_level = {{ statistic }}.geo_level
            and people.geo_code = {{ statistic }}.geo_code
    {% endfor %}
)

{% for indicator, value, numerator, where in [
    ('LIV-11', 'median', 'null', 'true'),
    ('LIV-12', 'threshold', 'null', "geo_level = 'country'"),
    ('LIV-13', 'gini', 'null', 'true'),
    ('LIV-14', 's80_s20', 'null', 'true'),
    ('LIV-15', 'gap', 'poor', 'true'),
] %}
select
    {{ by | join(', ') }},
    '{{ indicator }}' as indicator,
    'total' as breakdown,
    'all' as category,
    cast({{ numerator }} as bigint) as numerator,
    known as denominator,
    cast({{ value }} as double) as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high
from calculated
where {{ where }}
{{ "union all" if not loop.last }}
{% endfor %}
