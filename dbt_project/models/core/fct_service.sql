select
    people.person_key || '/' || interventions.intervention_id as service_key,
    people.person_key,
    parents.case_key,
    'amc' as source,
    interventions.delivery,
    services.service_code,
    individual_services.service_status as status,
    individual_services.service_date,
    interventions.is_integrated,
    interventions.source_code,
    codes.vulnerability,
    interventions.recorded_at
from {{ ref('stg_amc__interventions') }} as interventions
inner join {{ ref('dim_person') }} as people
    on interventions.delivery = people.delivery and interventions.beneficiary_id = people.record_id
left join {{ ref('stg_amc__individual_services') }} as individual_services
    on
        interventions.delivery = individual_services.delivery
        and interventions.interventionable_id = individual_services.individual_service_id
left join {{ ref('stg_amc__services') }} as services
    on individual_services.delivery = services.delivery and individual_services.service_id = services.service_id
left join {{ ref('fct_case') }} as parents
    on people.person_key || '/' || interventions.case_intervention_id = parents.case_key
left join {{ ref('source_codes') }} as codes
    on codes.source = 'amc' and interventions.source_code = codes.code
where people.source = 'amc' and interventions.interventionable_type = 'individual_service'
