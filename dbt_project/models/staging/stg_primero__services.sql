select
    delivery,
    case_id,
    id as service_id,
    type as service_type,
    implemented,
    implemented_at
from {{ dump_rows('primero', 'services') }}
