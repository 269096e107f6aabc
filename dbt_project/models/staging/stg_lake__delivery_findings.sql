select
    delivery,
    rule,
    table_name,
    column_name,
    record_id,
    siruta,
    is_of_rows,
    failures
from {{ source('lake', 'delivery_findings') }}
