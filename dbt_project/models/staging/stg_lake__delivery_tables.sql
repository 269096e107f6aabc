select
    delivery,
    table_name,
    rows_read,
    rows_accepted,
    rows_refused
from {{ source('lake', 'delivery_tables') }}
