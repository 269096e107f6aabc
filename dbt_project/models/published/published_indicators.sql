{{ config(alias="indicators") }}

-- Published only behind gate 3. What gives somebody away is hidden before quality is asked: a verdict tells nothing of
-- it. A number that is withheld is not shown, nor what would tell it. depends_on: {{ ref('indicator_failures') }}
with judged as (
    select
        own.*,
        case
            when own.value is null then 'no_data'
            when
                {{ gives_away('own.numerator', 'own.denominator', 'catalogue.unit', 'catalogue.sensitivity') }}
                then 'suppressed'
            else coalesce(verdicts.verdict, 'published')
        end as status
    from {{ ref('indicator_value') }} as own
    inner join {{ ref('indicators') }} as catalogue on own.indicator = catalogue.indicator
    left join {{ ref('cell_verdict') }} as verdicts
        on
            own.period = verdicts.period
            and own.geo_level = verdicts.geo_level
            and own.geo_code = verdicts.geo_code
            and own.indicator = verdicts.indicator
),

country as (
    select
        period,
        indicator,
        breakdown,
        category
    from judged
    where geo_level = 'country' and {{ is_shown('status') }}
),

compared as (
    select
        judged.*,
        {{ is_shown('judged.status') }} as is_shown,
        country.period is not null as country_is_shown
    from judged
    left join country
        on
            judged.period = country.period
            and judged.indicator = country.indicator
            and judged.breakdown = country.breakdown
            and judged.category = country.category
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
