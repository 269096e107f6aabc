select
    people.person_key || '/' || interventions.intervention_id as case_key,
    people.person_key,
    'amc' as source,
    interventions.delivery,
    cases.initiator,
    interventions.is_integrated,
    interventions.source_code,
    codes.vulnerability,
    interventions.recorded_at as opened_at,
    interventions.closed_at
from {{ ref('stg_amc__interventions') }} as interventions
inner join {{ ref('dim_person') }} as people
    on interventions.delivery = people.delivery and interventions.beneficiary_id = people.record_id
left join {{ ref('stg_amc__cases') }} as cases
    on interventions.delivery = cases.delivery and interventions.interventionable_id = cases.case_id
left join {{ ref('source_codes') }} as codes
    on codes.source = 'amc' and interventions.source_code = codes.code
where people.source = 'amc' and interventions.interventionable_type = 'case'
