-- States of records. The nurses' states tell of all their dimensions; Primero only says what is there, and so tells of
-- the dimensions in which something is. A source tells of the dimensions on which the seed source_precedence lets it
-- speak; the others are in fct_finding only.
{% set speaks = speaks_on('source', 'dimension') %}

with entries as (
    select
        people.record_key || '/' || entries.entry_id as assessment_key,
        people.record_key,
        people.person_key,
        people.source,
        entries.delivery,
        entries.entry_id as record_id,
        entries.recorded_at,
        entries.source_codes
    from {{ ref('stg_amc__vulnerability_entries') }} as entries
    inner join {{ ref('person_record') }} as people
        on entries.delivery = people.delivery and cast(entries.beneficiary_id as varchar) = people.record_id
    where people.source = 'amc' and {{ length_of('entries.source_codes') }} > 0
),

-- most states repeat what others tell: each list of codes is looked up once
lists as (
    select
        source_codes,
        row_number() over () as list_number
    from (
        select distinct source_codes
        from entries
    ) as told_lists
),

list_codes as (
    select
        list_number,
        {{ elements('source_codes') }} as source_code
    from lists
),

list_findings as (
    select
        list_codes.list_number,
        {{ distinct_list('vulnerabilities.vulnerability') }} as vulnerabilities,
        {{ distinct_list('vulnerabilities.dimension') }} as dimensions
    from list_codes
    left join {{ ref('source_codes') }} as codes
        on list_codes.source_code = codes.code and codes.source = 'amc'
    left join {{ ref('dim_vulnerability') }} as vulnerabilities
        on codes.vulnerability = vulnerabilities.vulnerability and {{ speaks_on("'amc'", 'vulnerabilities.dimension') }}
    group by list_codes.list_number
),

found as (
    select
        assessment_key,
        {{ distinct_list("case when state = 'present' and " ~ speaks ~ " then vulnerability end") }} as vulnerabilities,
        {{ distinct_list("case when state = 'present' and " ~ speaks ~ " then dimension end") }} as dimensions,
        {{ distinct_list("case when state <> 'not_assessed' and " ~ speaks ~ " then dimension end") }}
            as dimensions_answered
    from {{ ref('fct_finding') }}
    where source <> 'amc'
    group by assessment_key
    having bool_or(state <> 'not_assessed')
),

saved as (
    -- the concerns that a case holds now are those that it is taken to have held since it was registered
    select
        record_key || '/0' as assessment_key,
        record_key,
        person_key,
        source,
        delivery,
        0 as record_id,
        recorded_at,
        cast(null as varchar) as work_status
    from {{ ref('person_record') }}
    where source = 'primero' and is_counted

    union all

    select
        answers.assessment_key,
        answers.record_key,
        answers.person_key,
        answers.source,
        answers.delivery,
        answers.record_id,
        answers.assessed_at as recorded_at,
        statuses.work_status
    from {{ ref('fct_person_assessment') }} as answers
    left join {{ ref('activity_statuses') }} as statuses on answers.activity_status = statuses.activity_status
)

select
    entries.assessment_key,
    entries.record_key,
    entries.person_key,
    entries.source,
    entries.delivery,
    entries.record_id,
    entries.recorded_at,
    cast(null as varchar) as work_status,
    list_findings.vulnerabilities,
    list_findings.dimensions,
    {{ dimensions_of("'amc'") }} as dimensions_assessed
from entries
inner join lists on entries.source_codes = lists.source_codes
inner join list_findings on lists.list_number = list_findings.list_number

union all

select
    saved.assessment_key,
    saved.record_key,
    saved.person_key,
    saved.source,
    saved.delivery,
    saved.record_id,
    saved.recorded_at,
    saved.work_status,
    found.vulnerabilities,
    found.dimensions,
    found.dimensions_answered as dimensions_assessed
from saved
inner join found on saved.assessment_key = found.assessment_key
