select
    delivery,
    id as case_id,
    initiator
from {{ source('amc', 'interventionable_cases') }}
