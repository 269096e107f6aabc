select
    delivery,
    id as visit_id,
    household_id,
    worker_id,
    notification_id,
    visited_at,
    place,
    minutes
from {{ source('spor', 'visits') }}
