select
    delivery,
    id as notification_id,
    household_id,
    cast(uat as varchar) as siruta,
    received_at,
    channel
from {{ source('spor', 'notifications') }}
