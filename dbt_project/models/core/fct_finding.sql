with states as (
    select
        people.person_key,
        entries.delivery,
        entries.entry_id,
        people.person_key || '/' || entries.entry_id as assessment_key,
        {{ elements('entries.source_codes') }} as source_code
    from {{ ref('stg_amc__vulnerability_entries') }} as entries
    inner join {{ ref('dim_person') }} as people
        on entries.delivery = people.delivery and entries.beneficiary_id = people.record_id
    where people.source = 'amc'
)

select
    states.assessment_key,
    states.person_key,
    'amc' as source,
    states.delivery,
    states.source_code,
    coalesce(codes.kind, 'unknown') as kind,
    codes.vulnerability,
    vulnerabilities.dimension
from states
left join {{ ref('source_codes') }} as codes
    on codes.source = 'amc' and states.source_code = codes.code
left join {{ ref('dim_vulnerability') }} as vulnerabilities on codes.vulnerability = vulnerabilities.vulnerability
