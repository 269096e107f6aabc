select
    delivery,
    table_name,
    column_name
from {{ source('lake', 'delivery_missing_columns') }}
