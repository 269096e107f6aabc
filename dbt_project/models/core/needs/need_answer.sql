-- What was agreed, done and reached about a vulnerability of a person. What is of a whole household is of those who
-- were its members on that day. A plan counts from its signature for as long as it runs.
with named as (
    select
        plan_key,
        household_key,
        person_key,
        vulnerability
    from {{ ref('fct_plan_action') }}

    union all

    select
        plan_key,
        household_key,
        person_key,
        vulnerability
    from {{ ref('fct_result') }}
),

agreed as (
    select
        named.household_key,
        named.person_key,
        named.vulnerability,
        signed.signed_on,
        case when signed.runs_until < signed.signed_on then signed.signed_on else signed.runs_until end as until_on
    from named
    inner join {{ ref('fct_plan') }} as signed on named.plan_key = signed.plan_key
),

told as (
    select
        household_key,
        person_key,
        vulnerability,
        'planned' as milestone,
        signed_on as happened_on,
        until_on
    from agreed

    union all

    select
        household_key,
        person_key,
        vulnerability,
        'acted' as milestone,
        done_on as happened_on,
        done_on as until_on
    from {{ ref('fct_plan_action') }}

    union all

    select
        household_key,
        person_key,
        vulnerability,
        'acted' as milestone,
        coalesce(ended_on, service_date) as happened_on,
        coalesce(ended_on, service_date) as until_on
    from {{ ref('fct_service') }}
    where status = 'realized'

    union all

    select
        household_key,
        person_key,
        vulnerability,
        'reached' as milestone,
        reached_on as happened_on,
        reached_on as until_on
    from {{ ref('fct_result') }}
    where reached
)

select distinct
    coalesce(told.person_key, members.person_key) as person_key,
    told.vulnerability,
    told.milestone,
    told.happened_on,
    told.until_on
from told
left join {{ ref('household_member') }} as members
    on
        told.person_key is null
        and members.source = 'spor'
        and told.household_key = members.household_key
        and told.happened_on >= members.valid_from
        and (members.valid_to is null or told.happened_on < members.valid_to)
where
    told.vulnerability is not null
    and told.happened_on is not null
    and coalesce(told.person_key, members.person_key) is not null
