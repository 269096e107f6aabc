-- AMC saves a state as the list of its codes, Primero holds the concerns of the present, SPOR answers vulnerability by
-- vulnerability: of a person, or of the household, which then holds for everybody assessed in it. A code that says that
-- nothing was found is no finding.
with spor_findings as (
    {{ current_rows('spor', 'findings', 'stg_spor__findings', 'finding_id') }}
),

spor_states as (
    select
        people.assessment_key,
        people.delivery,
        findings.vulnerability as source_code,
        case
            when bool_or(findings.state = 'present') then 'present'
            when bool_or(findings.state = 'absent') then 'absent'
            else 'not_assessed'
        end as state
    from {{ ref('fct_person_assessment') }} as people
    inner join spor_findings as findings
        on
            people.household_assessment_key = {{ record_key('spor', 'findings.scope', 'findings.assessment_id') }}
            and (
                findings.person_id is null
                or {{ record_key('spor', 'findings.scope', 'findings.person_id') }} = people.record_key
            )
    group by people.assessment_key, people.delivery, findings.vulnerability
),

states as (
    select
        people.record_key || '/' || entries.entry_id as assessment_key,
        'amc' as source,
        entries.delivery,
        {{ elements('entries.source_codes') }} as source_code,
        'present' as state
    from {{ ref('stg_amc__vulnerability_entries') }} as entries
    inner join {{ ref('person_record') }} as people
        on entries.delivery = people.delivery and cast(entries.beneficiary_id as varchar) = people.record_id
    where people.source = 'amc'

    union all

    select
        people.record_key || '/0' as assessment_key,
        'primero' as source,
        cases.delivery,
        {{ elements('cases.protection_concerns') }} as source_code,
        'present' as state
    from {{ ref('stg_primero__cases') }} as cases
    inner join {{ ref('person_record') }} as people
        on cases.delivery = people.delivery and cases.case_id = people.record_id
    where people.source = 'primero' and people.is_counted

    union all

    select
        assessment_key,
        'spor' as source,
        delivery,
        source_code,
        state
    from spor_states
)

select
    states.assessment_key,
    states.source,
    states.delivery,
    states.source_code,
    states.state,
    coalesce(codes.kind, 'unknown') as kind,
    codes.vulnerability,
    vulnerabilities.dimension
from states
left join {{ ref('source_codes') }} as codes on states.source = codes.source and states.source_code = codes.code
left join {{ ref('dim_vulnerability') }} as vulnerabilities on codes.vulnerability = vulnerabilities.vulnerability
where codes.kind is distinct from 'none'
