-- In time is a visit from the notification until its hours ended, whatever the visit was for: the household was seen.
-- Visits are told of households in evidence only, so of the others it is not known.
with due as (
    select
        quarters.period,
        notifications.county_code,
        notifications.siruta,
        notifications.notification_key,
        notifications.household_key,
        notifications.received_at,
        {{ hours_after('notifications.received_at', var('thresholds').first_visit_hours) }} as due_at
    from {{ ref('fct_notification') }} as notifications
    inner join {{ ref('dim_quarter') }} as quarters
        on
            {{ hours_after('notifications.received_at', var('thresholds').first_visit_hours) }} >= quarters.starts_at
            and {{ hours_after('notifications.received_at', var('thresholds').first_visit_hours) }} < quarters.ends_at
),

seen as (
    select due.notification_key
    from due
    inner join {{ ref('fct_visit') }} as visits
        on due.notification_key = visits.notification_key and visits.visited_at between due.received_at and due.due_at

    union distinct

    select due.notification_key
    from due
    inner join {{ ref('fct_visit') }} as visits
        on due.household_key = visits.household_key and visits.visited_at between due.received_at and due.due_at
)

select
    due.period,
    due.county_code,
    due.siruta,
    due.notification_key,
    due.household_key is not null or seen.notification_key is not null as household_known,
    case
        when seen.notification_key is not null then true
        when due.household_key is not null then false
    end as visited_in_time
from due
left join seen on due.notification_key = seen.notification_key
