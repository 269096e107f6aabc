-- Cases that somebody opened for a person: the nurse's, and child protection's.
select
    people.record_key || '/' || interventions.intervention_id as case_key,
    people.record_key,
    people.person_key,
    'amc' as source,
    interventions.delivery,
    cases.initiator,
    interventions.is_integrated,
    interventions.source_code,
    codes.vulnerability,
    cast(null as varchar) as status,
    cast(null as varchar) as risk_level,
    interventions.recorded_at as opened_at,
    interventions.closed_at
from {{ ref('stg_amc__interventions') }} as interventions
inner join {{ ref('person_record') }} as people
    on interventions.delivery = people.delivery and cast(interventions.beneficiary_id as varchar) = people.record_id
left join {{ ref('stg_amc__cases') }} as cases
    on interventions.delivery = cases.delivery and interventions.interventionable_id = cases.case_id
left join {{ ref('source_codes') }} as codes
    on codes.source = 'amc' and interventions.source_code = codes.code
where people.source = 'amc' and interventions.interventionable_type = 'case'

union all

select
    people.record_key || '/0' as case_key,
    people.record_key,
    people.person_key,
    'primero' as source,
    cases.delivery,
    cast(null as varchar) as initiator,
    false as is_integrated,
    cast(null as varchar) as source_code,
    cast(null as varchar) as vulnerability,
    cases.status,
    cases.risk_level,
    people.recorded_at as opened_at,
    people.removed_at as closed_at
from {{ ref('stg_primero__cases') }} as cases
inner join {{ ref('person_record') }} as people on cases.delivery = people.delivery and cases.case_id = people.record_id
where people.source = 'primero'
