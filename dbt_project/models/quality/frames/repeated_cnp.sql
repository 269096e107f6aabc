-- CNPs that several records in evidence of one source have at a quarter.
with repeated as (
    select
        source,
        period,
        cnp_key
    from {{ ref('record_as_told') }}
    where is_in_evidence and cnp_key is not null
    group by source, period, cnp_key
    having count(*) > 1
)

select
    people.source,
    people.period,
    people.cnp_key,
    count(*) as records,
    count(distinct people.county_code) as counties
from {{ ref('record_as_told') }} as people
semi join repeated
    on people.source = repeated.source and people.period = repeated.period and people.cnp_key = repeated.cnp_key
where people.is_in_evidence
group by people.source, people.period, people.cnp_key
