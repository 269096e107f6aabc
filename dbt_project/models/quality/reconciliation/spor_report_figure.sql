-- No official report of SPOR is known: these are the counts that a county would make of its own case files.
with stood as (
    select
        quarters.period,
        households.county_code,
        households.siruta,
        'households' as figure
    from {{ ref('dim_household') }} as households
    inner join {{ ref('dim_quarter') }} as quarters
        on
            households.registered_at < quarters.ends_at
            and (households.closed_at is null or households.closed_at >= quarters.ends_at)
    where households.source = 'spor'

    union all

    select
        period,
        county_code,
        siruta,
        'persons' as figure
    from {{ ref('record_quarter_state') }}
    where source = 'spor'
),

happened as (
    select
        'assessments' as figure,
        household_key,
        {{ local_date('assessed_at') }} as done_on
    from {{ ref('fct_household_assessment') }}

    union all

    select
        'plans' as figure,
        household_key,
        signed_on as done_on
    from {{ ref('fct_plan') }}

    union all

    select
        'services' as figure,
        household_key,
        service_date as done_on
    from {{ ref('fct_service') }}
    where source = 'spor'

    union all

    select
        'visits' as figure,
        household_key,
        {{ local_date('visited_at') }} as done_on
    from {{ ref('fct_visit') }}
),

figures as (
    select * from stood

    union all

    select
        quarters.period,
        households.county_code,
        households.siruta,
        happened.figure
    from happened
    inner join {{ ref('dim_household') }} as households on happened.household_key = households.household_key
    inner join {{ ref('dim_quarter') }} as quarters on happened.done_on between quarters.first_day and quarters.last_day

    union all

    select
        quarters.period,
        notifications.county_code,
        notifications.siruta,
        'notifications' as figure
    from {{ ref('fct_notification') }} as notifications
    inner join {{ ref('dim_quarter') }} as quarters
        on notifications.received_at >= quarters.starts_at and notifications.received_at < quarters.ends_at
)

select
    'spor' as source,
    period,
    county_code,
    siruta,
    figure,
    count(*) as computed,
    cast(null as bigint) as computed_entries
from figures
group by period, county_code, siruta, figure
