select
    delivery,
    licence,
    cast(uat as varchar) as siruta,
    service_code,
    capacity,
    provider,
    sector,
    licensed_from,
    licensed_to
from {{ dump_rows('social_services', 'social_services') }}
