-- A county's or UAT's own numbers, small ones too: a row is for the eyes of its own place. The country it is compared
-- with is the public one.
select
    own.period,
    own.geo_level,
    own.geo_code,
    own.indicator,
    own.breakdown,
    own.category,
    case when own.denominator > 0 then own.numerator end as numerator,
    case when own.denominator > 0 then own.denominator end as denominator,
    own.value,
    own.ci_low,
    own.ci_high,
    case when country.status = 'published' then own.benchmark else 'not_compared' end as benchmark,
    case when own.denominator > 0 then 'published' else 'no_data' end as status
from {{ ref('indicator_value') }} as own
inner join {{ ref('published_indicators') }} as country
    on
        own.period = country.period
        and own.indicator = country.indicator
        and own.breakdown = country.breakdown
        and own.category = country.category
        and country.geo_level = 'country'
where own.geo_level in ('county', 'uat')
