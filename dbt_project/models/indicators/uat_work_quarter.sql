-- What SPOR tells of the work of a quarter, by the household's UAT. A household is assisted by a visit, and by a
-- service that began in the quarter and did not come to nothing in it, or that ended in it as delivered.
with visits as (
    select
        {{ quarter_start(local_date('visited_at')) }} as first_day,
        household_key,
        sum(case when place = 'home' then minutes end) as field_minutes,
        sum(case when place in ('office', 'centre') then minutes end) as office_minutes
    from {{ ref('fct_visit') }}
    group by first_day, household_key
),

begun as (
    select
        {{ quarter_start('service_date') }} as first_day,
        {{ quarter_start('ended_on') }} as ended_in,
        household_key,
        outcome
    from {{ ref('fct_service') }}
    where source = 'spor'
),

services as (
    select
        first_day,
        household_key
    from begun
    where outcome is null or outcome = 'delivered' or ended_in > first_day

    union distinct

    select
        ended_in as first_day,
        household_key
    from begun
    where outcome = 'delivered'
),

results as (
    select
        {{ quarter_start('reached_on') }} as first_day,
        household_key,
        count(*) as results_reached
    from {{ ref('fct_result') }}
    where reached
    group by first_day, household_key
),

contacts as (
    select
        first_day,
        household_key,
        true as is_assisted,
        field_minutes,
        office_minutes,
        0 as results_reached
    from visits

    union all

    select
        first_day,
        household_key,
        true as is_assisted,
        0 as field_minutes,
        0 as office_minutes,
        0 as results_reached
    from services

    union all

    select
        first_day,
        household_key,
        false as is_assisted,
        0 as field_minutes,
        0 as office_minutes,
        results_reached
    from results
)

select
    quarters.period,
    households.siruta,
    count(distinct case when contacts.is_assisted then contacts.household_key end) as households_assisted,
    cast(coalesce(sum(contacts.field_minutes), 0) as bigint) as field_minutes,
    cast(coalesce(sum(contacts.office_minutes), 0) as bigint) as office_minutes,
    cast(sum(contacts.results_reached) as bigint) as results_reached
from contacts
inner join {{ ref('dim_quarter') }} as quarters on contacts.first_day = quarters.first_day
inner join {{ ref('dim_household') }} as households on contacts.household_key = households.household_key
where households.siruta is not null
group by quarters.period, households.siruta
