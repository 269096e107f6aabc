select
    delivery,
    id as worker_id,
    profession
from {{ source('spor', 'workers') }}
