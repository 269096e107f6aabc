select
    delivery,
    id as tombstone_id,
    table_name,
    record_id,
    struck_at
from {{ source('spor', 'tombstones') }}
