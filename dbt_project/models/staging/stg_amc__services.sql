select
    delivery,
    id as service_id,
    code as service_code
from {{ source('amc', 'services') }}
