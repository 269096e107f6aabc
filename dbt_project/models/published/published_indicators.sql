{{ config(alias="indicators") }}

-- Published only behind gate 3. depends_on: {{ ref('indicator_failures') }}
with judged as (
    select
        own.*,
        case
            when own.value is null then 'no_data'
            when
                {{ gives_away('own.numerator', 'own.denominator', 'catalogue.unit', 'catalogue.sensitivity') }}
                then 'suppressed'
            else 'published'
        end as status
    from {{ ref('indicator_value') }} as own
    inner join {{ ref('indicators') }} as catalogue on own.indicator = catalogue.indicator
),

compared as (
    select
        *,
        status = 'published' as is_shown,
        bool_or(geo_level = 'country' and status = 'published')
            over (partition by period, indicator, breakdown, category) as country_is_shown
    from judged
)

select
    period,
    geo_level,
    geo_code,
    indicator,
    breakdown,
    category,
    case when is_shown then numerator end as numerator,
    case when is_shown then denominator end as denominator,
    case when is_shown then value end as value,
    case when is_shown then ci_low end as ci_low,
    case when is_shown then ci_high end as ci_high,
    case when is_shown and country_is_shown then benchmark else 'not_compared' end as benchmark,
    status
from compared
