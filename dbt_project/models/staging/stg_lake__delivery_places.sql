select
    delivery,
    table_name,
    siruta,
    rows,
    rows_new
from {{ source('lake', 'delivery_places') }}
