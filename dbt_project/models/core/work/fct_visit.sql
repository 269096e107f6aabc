with visits as (
    {{ current_rows('spor', 'visits', 'stg_spor__visits', 'visit_id') }}
)

select
    {{ record_key('spor', 'visits.scope', 'visits.visit_id') }} as visit_key,
    households.household_key,
    {{ record_key('spor', 'visits.scope', 'visits.worker_id') }} as worker_key,
    {{ record_key('spor', 'visits.scope', 'visits.notification_id') }} as notification_key,
    'spor' as source,
    visits.delivery,
    visits.visited_at,
    visits.place,
    visits.minutes
from visits
inner join {{ ref('dim_household') }} as households
    on {{ record_key('spor', 'visits.scope', 'visits.household_id') }} = households.household_key
