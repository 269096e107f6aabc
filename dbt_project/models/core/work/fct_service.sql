-- Services to persons and households, planned and refused ones too. The nurse says planned, realized or unrealized;
-- what SPOR delivered and Primero implemented is realized, what has no outcome yet is ongoing. What was for a person
-- who was struck goes too: without him it would be read as the household's.
with spor as (
    {{ current_rows('spor', 'services', 'stg_spor__services', 'service_id') }}
)

select
    people.record_key || '/' || interventions.intervention_id as service_key,
    people.record_key,
    people.person_key,
    people.household_key,
    parents.case_key,
    cast(null as varchar) as plan_action_key,
    cast(null as varchar) as worker_key,
    'amc' as source,
    interventions.delivery,
    services.service_code,
    cast(null as varchar) as action,
    cast(null as varchar) as mode,
    cast(null as varchar) as provider,
    individual_services.service_status as status,
    cast(null as varchar) as outcome,
    individual_services.service_date,
    cast(null as date) as ended_on,
    interventions.is_integrated,
    interventions.source_code,
    codes.vulnerability,
    interventions.recorded_at
from {{ ref('stg_amc__interventions') }} as interventions
inner join {{ ref('person_record') }} as people
    on interventions.delivery = people.delivery and cast(interventions.beneficiary_id as varchar) = people.record_id
left join {{ ref('stg_amc__individual_services') }} as individual_services
    on
        interventions.delivery = individual_services.delivery
        and interventions.interventionable_id = individual_services.individual_service_id
left join {{ ref('stg_amc__services') }} as services
    on individual_services.delivery = services.delivery and individual_services.service_id = services.service_id
left join {{ ref('fct_case') }} as parents
    on people.record_key || '/' || interventions.case_intervention_id = parents.case_key
left join {{ ref('source_codes') }} as codes
    on codes.source = 'amc' and interventions.source_code = codes.code
where people.source = 'amc' and interventions.interventionable_type = 'individual_service'

union all

select
    {{ record_key('spor', 'spor.scope', 'spor.service_id') }} as service_key,
    people.record_key,
    people.person_key,
    households.household_key,
    cast(null as varchar) as case_key,
    actions.plan_action_key,
    {{ record_key('spor', 'spor.scope', 'spor.worker_id') }} as worker_key,
    'spor' as source,
    spor.delivery,
    cast(null as varchar) as service_code,
    spor.action,
    spor.mode,
    spor.provider,
    case
        when spor.outcome = 'delivered' then 'realized'
        when spor.outcome is not null then 'unrealized'
        when spor.ended_on is null then 'ongoing'
    end as status,
    spor.outcome,
    spor.started_on as service_date,
    spor.ended_on,
    false as is_integrated,
    cast(null as varchar) as source_code,
    actions.vulnerability,
    cast(null as timestamp) as recorded_at
from spor
inner join {{ ref('dim_household') }} as households
    on {{ record_key('spor', 'spor.scope', 'spor.household_id') }} = households.household_key
left join {{ ref('person_record') }} as people
    on people.source = 'spor' and {{ record_key('spor', 'spor.scope', 'spor.person_id') }} = people.record_key
left join {{ ref('fct_plan_action') }} as actions
    on {{ record_key('spor', 'spor.scope', 'spor.planned_action_id') }} = actions.plan_action_key
where spor.person_id is null or people.record_key is not null

union all

select
    people.record_key || '/' || services.service_id as service_key,
    people.record_key,
    people.person_key,
    cast(null as varchar) as household_key,
    people.record_key || '/0' as case_key,
    cast(null as varchar) as plan_action_key,
    cast(null as varchar) as worker_key,
    'primero' as source,
    services.delivery,
    services.service_type as service_code,
    cast(null as varchar) as action,
    cast(null as varchar) as mode,
    cast(null as varchar) as provider,
    case when services.implemented then 'realized' when not services.implemented then 'unrealized' else 'planned' end
        as status,
    cast(null as varchar) as outcome,
    {{ local_date('services.implemented_at') }} as service_date,
    cast(null as date) as ended_on,
    false as is_integrated,
    cast(null as varchar) as source_code,
    cast(null as varchar) as vulnerability,
    cast(null as timestamp) as recorded_at
from {{ ref('stg_primero__services') }} as services
inner join {{ ref('person_record') }} as people
    on services.delivery = people.delivery and services.case_id = people.record_id
inner join {{ ref('fct_case') }} as cases on people.record_key = cases.record_key and cases.source = 'primero'
