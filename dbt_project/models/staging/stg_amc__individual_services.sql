select
    delivery,
    id as individual_service_id,
    service_id,
    date as service_date,
    status as service_status
from {{ dump_rows('amc', 'interventionable_individual_services') }}
