select
    delivery,
    id as activity_id,
    cast(uat as varchar) as siruta,
    worker_id,
    held_on,
    kind,
    dimension,
    participants,
    children
from {{ source('spor', 'activities') }}
