select
    delivery,
    id as case_id,
    initiator
from {{ dump_rows('amc', 'interventionable_cases') }}
