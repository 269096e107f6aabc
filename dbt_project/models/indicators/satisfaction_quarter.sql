select
    quarters.period,
    households.county_code,
    households.siruta,
    households.area,
    satisfaction.satisfaction_key,
    satisfaction.score
from {{ ref('fct_satisfaction') }} as satisfaction
inner join {{ ref('dim_quarter') }} as quarters
    on satisfaction.asked_on between quarters.first_day and quarters.last_day
inner join {{ ref('dim_household') }} as households on satisfaction.household_key = households.household_key
