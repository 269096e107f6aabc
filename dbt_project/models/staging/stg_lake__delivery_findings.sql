select
    delivery,
    rule,
    table_name,
    column_name,
    siruta,
    failures
from {{ source('lake', 'delivery_findings') }}
