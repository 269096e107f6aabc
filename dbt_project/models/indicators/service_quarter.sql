-- A service has a row in the quarter in which it began, and one in that in which it ended; one row where they are the
-- same. How it ended is told in the latter only: a quarter does not know what came after it.
with services as (
    select
        service_key,
        household_key,
        action,
        mode,
        outcome,
        {{ quarter_start('service_date') }} as began_in,
        {{ quarter_start('ended_on') }} as ended_in
    from {{ ref('fct_service') }}
    where source = 'spor'
),

moments as (
    select
        *,
        began_in as first_day
    from services

    union all

    select
        *,
        ended_in as first_day
    from services
    where ended_in is distinct from began_in
)

select
    quarters.period,
    households.county_code,
    households.siruta,
    moments.service_key,
    actions.action,
    coalesce(moments.began_in = moments.first_day, false) as began,
    coalesce(moments.ended_in = moments.first_day, false) as ended,
    moments.mode = 'referred' as referred,
    case when moments.ended_in = moments.first_day then moments.outcome = 'delivered' end as delivered
from moments
inner join {{ ref('dim_quarter') }} as quarters on moments.first_day = quarters.first_day
inner join {{ ref('dim_household') }} as households on moments.household_key = households.household_key
left join {{ ref('dim_action') }} as actions on moments.action = actions.action
