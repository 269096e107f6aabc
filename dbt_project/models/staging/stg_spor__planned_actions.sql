select
    delivery,
    id as planned_action_id,
    plan_id,
    person_id,
    action,
    vulnerability,
    due_on,
    done_on
from {{ source('spor', 'planned_actions') }}
