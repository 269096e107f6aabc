select
    quarters.period,
    people.county_code,
    people.siruta,
    people.area,
    cases.case_key,
    cases.is_integrated
from {{ ref('fct_case') }} as cases
inner join {{ ref('dim_quarter') }} as quarters
    on cases.opened_at >= quarters.starts_at and cases.opened_at < quarters.ends_at
inner join {{ ref('person_record') }} as people on cases.record_key = people.record_key
where cases.source = 'amc'
