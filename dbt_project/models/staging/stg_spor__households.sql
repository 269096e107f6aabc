select
    delivery,
    id as household_id,
    cast(uat as varchar) as siruta,
    cast(locality as varchar) as locality_siruta,
    residence,
    marginalised_area,
    registered_at,
    closed_at,
    closing_reason
from {{ source('spor', 'households') }}
