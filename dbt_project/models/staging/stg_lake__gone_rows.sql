select
    deliveries.source,
    gone.table_name,
    gone.stored_in,
    gone.row_number,
    deliveries.link
from {{ source('lake', 'delivery_gone_rows') }} as gone
inner join {{ source('lake', 'deliveries') }} as deliveries on gone.delivery = deliveries.delivery
