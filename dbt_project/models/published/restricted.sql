-- A county's or UAT's own numbers, small ones too: a row is for the eyes of its own place. The country it is compared
-- with is the public one. A county in which one UAT alone has such people would show that council's small number: there
-- it sees what the public does. What is withheld for its quality nobody sees.
with uats as (
    select
        places.county_code,
        own.period,
        own.indicator,
        own.breakdown,
        own.category,
        {{ count_where('own.value is not null') }} as with_people
    from {{ ref('indicator_value') }} as own
    inner join {{ ref('dim_uat') }} as places on own.geo_code = places.siruta
    where own.geo_level = 'uat'
    group by places.county_code, own.period, own.indicator, own.breakdown, own.category
),

judged as (
    select
        own.*,
        country.status as country_status,
        case
            when own.value is null then 'no_data'
            when own.geo_level = 'county' and coalesce(uats.with_people, 0) <= 1 then shown.status
            else coalesce(verdicts.verdict, 'published')
        end as status
    from {{ ref('indicator_value') }} as own
    left join {{ ref('cell_verdict') }} as verdicts
        on
            own.period = verdicts.period
            and own.geo_level = verdicts.geo_level
            and own.geo_code = verdicts.geo_code
            and own.indicator = verdicts.indicator
    left join {{ ref('published_indicators') }} as country
        on
            own.period = country.period
            and own.indicator = country.indicator
            and own.breakdown = country.breakdown
            and own.category = country.category
            and country.geo_level = 'country'
    left join {{ ref('published_indicators') }} as shown
        on
            own.geo_level = 'county'
            and shown.geo_level = 'county'
            and own.period = shown.period
            and own.geo_code = shown.geo_code
            and own.indicator = shown.indicator
            and own.breakdown = shown.breakdown
            and own.category = shown.category
    left join uats
        on
            own.geo_level = 'county'
            and own.geo_code = uats.county_code
            and own.period = uats.period
            and own.indicator = uats.indicator
            and own.breakdown = uats.breakdown
            and own.category = uats.category
    where own.geo_level in ('county', 'uat')
)

select
    period,
    geo_level,
    geo_code,
    indicator,
    breakdown,
    category,
    case when {{ is_shown('status') }} then numerator end as numerator,
    case when {{ is_shown('status') }} then denominator end as denominator,
    case when {{ is_shown('status') }} then value end as value,
    case when {{ is_shown('status') }} then ci_low end as ci_low,
    case when {{ is_shown('status') }} then ci_high end as ci_high,
    case
        when {{ is_shown('status') }} and {{ is_shown('country_status') }} then benchmark
        else 'not_compared'
    end as benchmark,
    status
from judged
