-- States of records. The nurses' states tell of all their dimensions; Primero only says what is there, and so tells of
-- the dimensions in which something is. A source tells of the dimensions on which the seed source_precedence lets it
-- speak; the others are in fct_finding only.
with found as (
    select
        findings.assessment_key,
        {{ united("case when findings.state = 'present' then vulnerabilities.own_bit end") }} as vulnerabilities,
        {{ united("case when findings.state <> 'not_assessed' then vulnerabilities.own_bit end") }} as answered,
        {{ united(
            "case when findings.state <> 'not_assessed' then " ~ dimension_set_by('findings.dimension') ~ " end"
        ) }} as dimensions
    from {{ ref('fct_finding') }} as findings
    left join {{ ref('dim_vulnerability') }} as vulnerabilities
        on findings.vulnerability = vulnerabilities.vulnerability
    group by findings.assessment_key
    having bool_or(findings.state <> 'not_assessed')
),

saved as (
    select
        people.record_key || '/' || entries.entry_id as assessment_key,
        people.record_key,
        people.person_key,
        people.source,
        entries.delivery,
        entries.entry_id as record_id,
        entries.recorded_at,
        cast(null as varchar) as work_status
    from {{ ref('stg_amc__vulnerability_entries') }} as entries
    inner join {{ ref('person_record') }} as people
        on entries.delivery = people.delivery and cast(entries.beneficiary_id as varchar) = people.record_id
    where people.source = 'amc' and {{ length_of('entries.source_codes') }} > 0

    union all

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
    saved.assessment_key,
    saved.record_key,
    saved.person_key,
    saved.source,
    saved.delivery,
    saved.record_id,
    saved.recorded_at,
    saved.work_status,
    {{ in_both('coalesce(found.vulnerabilities, 0)', vulnerabilities_spoken_on('saved.source')) }} as vulnerabilities,
    coalesce(found.answered, 0) as vulnerabilities_answered,
    case
        when saved.source = 'amc' then {{ dimensions_spoken_on('saved.source') }}
        else {{ in_both('found.dimensions', dimensions_spoken_on('saved.source')) }}
    end as dimensions_assessed
from saved
left join found on saved.assessment_key = found.assessment_key
where saved.source = 'amc' or found.assessment_key is not null
