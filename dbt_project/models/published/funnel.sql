-- Only of cells that the public sees, where it sees the country's too: the target is the share of all UATs together,
-- withheld ones too. Without them, target and country would tell what a UAT left out has.
select
    funnel.period,
    funnel.geo_level,
    funnel.geo_code,
    funnel.indicator,
    funnel.target,
    funnel.units,
    funnel.dispersion,
    funnel.low_95,
    funnel.high_95,
    funnel.low_998,
    funnel.high_998,
    funnel.signal
from {{ ref('indicator_funnel') }} as funnel
inner join {{ ref('published_indicators') }} as cells
    on
        funnel.period = cells.period
        and funnel.geo_level = cells.geo_level
        and funnel.geo_code = cells.geo_code
        and funnel.indicator = cells.indicator
        and cells.breakdown = 'total'
inner join {{ ref('published_indicators') }} as country
    on
        funnel.period = country.period
        and funnel.indicator = country.indicator
        and country.geo_level = 'country'
        and country.breakdown = 'total'
where {{ is_shown('cells.status') }} and {{ is_shown('country.status') }}
