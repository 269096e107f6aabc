-- Every place with people, every quarter, every category: what is not there is 0 of 0, not a missing row.
{% set keys = ['period', 'geo_level', 'geo_code', 'breakdown', 'category'] %}
{% set z = var('thresholds').interval_z %}

with places as (
    select distinct
        geo_level,
        geo_code
    from {{ ref('indicator_wide') }}
    where geo_code is not null
),

grid as (
    select
        quarters.period,
        places.geo_level,
        places.geo_code,
        breakdowns.breakdown,
        breakdowns.category
    from places
    cross join {{ ref('dim_quarter') }} as quarters
    cross join {{ ref('breakdowns') }} as breakdowns
),

wide as (
    select
        grid.*,
        {{ indicator_columns('counted') }}
    from grid
    left join {{ ref('indicator_wide') }} as counted
        on
            grid.period = counted.period
            and grid.geo_level = counted.geo_level
            and grid.geo_code = counted.geo_code
            and grid.breakdown = counted.breakdown
            and grid.category = counted.category
),

long as (
    {{ indicators_unpivoted('wide', keys) }}
),

valued as (
    select
        long.*,
        catalogue.polarity,
        long.numerator / nullif(long.denominator, 0) as value,
        {{ wilson_low('long.numerator', 'long.denominator', z) }} as ci_low,
        {{ wilson_high('long.numerator', 'long.denominator', z) }} as ci_high
    from long
    inner join {{ ref('indicators') }} as catalogue
        on
            long.indicator = catalogue.indicator
            and ' ' || catalogue.levels || ' ' like '% ' || long.geo_level || ' %'
            and ' ' || catalogue.breakdowns || ' ' like '% ' || long.breakdown || ' %'
),

compared as (
    select
        *,
        max(value) filter (where geo_level = 'country')
            over (partition by period, indicator, breakdown, category) as country_value
    from valued
)

select
    period,
    geo_level,
    geo_code,
    indicator,
    breakdown,
    category,
    numerator,
    denominator,
    value,
    ci_low,
    ci_high,
    {{ benchmark('ci_low', 'ci_high', 'country_value', 'polarity', 'geo_level') }} as benchmark
from compared
