select
    delivery,
    table_name,
    siruta,
    rows
from {{ source('lake', 'delivery_places') }}
