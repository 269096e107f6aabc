select
    delivery,
    id as service_id,
    code as service_code
from {{ dump_rows('amc', 'services') }}
