with found as (
    select
        assessment_key,
        {{ distinct_list('vulnerability') }} as vulnerabilities,
        {{ distinct_list('dimension') }} as dimensions
    from {{ ref('fct_finding') }}
    group by assessment_key
)

select
    found.assessment_key,
    people.person_key,
    'amc' as source,
    entries.delivery,
    entries.entry_id as record_id,
    entries.recorded_at,
    found.vulnerabilities,
    found.dimensions
from {{ ref('stg_amc__vulnerability_entries') }} as entries
inner join {{ ref('dim_person') }} as people
    on entries.delivery = people.delivery and entries.beneficiary_id = people.record_id
inner join found on people.person_key || '/' || entries.entry_id = found.assessment_key
where people.source = 'amc'
