-- Names that several records in evidence of one source have at a quarter, with birth date, sex and UAT: where one at
-- least has no CNP and the others not more than one.
with without_cnp as (
    select distinct
        source,
        period,
        name_key,
        siruta
    from {{ ref('record_as_told') }}
    where is_in_evidence and cnp_key is null
)

select
    people.source,
    people.period,
    people.name_key,
    people.birth_date,
    people.sex,
    people.siruta,
    count(*) as records
from {{ ref('record_as_told') }} as people
semi join without_cnp
    on
        people.source = without_cnp.source
        and people.period = without_cnp.period
        and people.name_key = without_cnp.name_key
        and people.siruta = without_cnp.siruta
where people.is_in_evidence and people.birth_date is not null and people.sex is not null
group by people.source, people.period, people.name_key, people.birth_date, people.sex, people.siruta
having count(*) > 1 and count(*) > count(people.cnp_key) and count(distinct people.cnp_key) <= 1
