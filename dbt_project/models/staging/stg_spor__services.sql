select
    delivery,
    id as service_id,
    household_id,
    person_id,
    planned_action_id,
    worker_id,
    action,
    mode,
    provider,
    started_on,
    ended_on,
    outcome
from {{ source('spor', 'services') }}
