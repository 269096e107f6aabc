with notifications as (
    {{ current_rows('spor', 'notifications', 'stg_spor__notifications', 'notification_id') }}
)

select
    {{ record_key('spor', 'notifications.scope', 'notifications.notification_id') }} as notification_key,
    households.household_key,
    coalesce(uats.county_code, notifications.scope) as county_code,
    uats.siruta,
    'spor' as source,
    notifications.delivery,
    notifications.received_at,
    notifications.channel
from notifications
left join {{ ref('dim_household') }} as households
    on {{ record_key('spor', 'notifications.scope', 'notifications.household_id') }} = households.household_key
left join {{ ref('dim_uat') }} as uats on notifications.siruta = uats.siruta
