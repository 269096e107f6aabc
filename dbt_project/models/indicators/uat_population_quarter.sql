-- The population of the newest 1 January that is not after the quarter's end and not too old to stand for it.
{% set oldest = var('thresholds').population_years_max %}

with years as (
    select
        siruta,
        year,
        cast(sum(people) as bigint) as population,
        cast(sum(case when age < 18 then people else 0 end) as bigint) as children,
        cast(sum(case when age between 15 and 64 then people else 0 end) as bigint) as people_15_64
    from {{ ref('fct_population') }}
    group by siruta, year
)

select
    quarters.period,
    places.county_code,
    years.siruta,
    years.year as population_year,
    years.population,
    years.children,
    years.people_15_64
from years
inner join {{ ref('dim_uat') }} as places on years.siruta = places.siruta
inner join {{ ref('dim_quarter') }} as quarters
    on years.year between date_part('year', quarters.last_day) - {{ oldest }} and date_part('year', quarters.last_day)
qualify row_number() over (partition by quarters.period, years.siruta order by years.year desc) = 1
