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
from {{ source('social_services', 'social_services') }}
