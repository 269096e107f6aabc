select
    delivery,
    id as household_id,
    created_at as recorded_at
from {{ dump_rows('amc', 'households') }}
