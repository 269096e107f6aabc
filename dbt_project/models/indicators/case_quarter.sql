{{ config(meta={"all_quarters_at_once": true}) }}

-- A profession works on a case by a visit or by a service that begins, one that comes to nothing too. Plans and the
-- work on them are SPOR's; the nurses' own cases stand in nurse_case_quarter.
with planned as (
    select distinct
        quarters.period,
        quarters.first_day,
        households.county_code,
        households.siruta,
        households.area,
        households.household_key
    from {{ ref('fct_plan') }} as agreed
    inner join {{ ref('dim_quarter') }} as quarters
        on
            agreed.signed_on <= quarters.last_day
            and (agreed.runs_until is null or agreed.runs_until >= quarters.last_day)
    inner join {{ ref('dim_household') }} as households on agreed.household_key = households.household_key
    where households.closed_at is null or households.closed_at >= quarters.ends_at
),

services as (
    select
        household_key,
        worker_key,
        {{ quarter_start('service_date') }} as first_day
    from {{ ref('fct_service') }}
    where source = 'spor'
),

contacts as (
    select
        household_key,
        worker_key,
        {{ quarter_start(local_date('visited_at')) }} as first_day
    from {{ ref('fct_visit') }}

    union distinct

    select
        household_key,
        worker_key,
        first_day
    from services
),

workers as (
    select distinct
        worker_key,
        profession
    from {{ ref('fct_team') }}
),

worked as (
    select distinct
        contacts.household_key,
        workers.profession,
        contacts.first_day
    from contacts
    inner join workers on contacts.worker_key = workers.worker_key
),

by_profession as (
    select
        planned.period,
        planned.household_key,
        count(distinct worked.profession) as professions
    from planned
    inner join worked
        on
            planned.household_key = worked.household_key
            and planned.first_day >= worked.first_day
            and {{ months_after('planned.first_day', -3 * var('thresholds').case_quarters) }} < worked.first_day
    group by planned.period, planned.household_key
),

begun as (
    select
        household_key,
        first_day,
        count(*) as services_begun
    from services
    group by household_key, first_day
)

select
    planned.period,
    planned.county_code,
    planned.siruta,
    planned.area,
    planned.household_key,
    coalesce(by_profession.professions, 0) as professions,
    coalesce(begun.services_begun, 0) as services_begun
from planned
left join by_profession
    on planned.period = by_profession.period and planned.household_key = by_profession.household_key
left join begun on planned.household_key = begun.household_key and planned.first_day = begun.first_day
