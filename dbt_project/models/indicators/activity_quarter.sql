select
    quarters.period,
    activities.county_code,
    activities.siruta,
    activities.activity_key,
    activities.dimension,
    activities.participants,
    activities.children
from {{ ref('fct_community_activity') }} as activities
inner join {{ ref('dim_quarter') }} as quarters
    on activities.held_on between quarters.first_day and quarters.last_day
