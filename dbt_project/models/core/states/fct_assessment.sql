-- States of records, each with the sets of what it tells. AMC saves a state as the list of its codes; Primero holds the
-- concerns of the present, which are taken to be those since the case was registered; SPOR answers vulnerability by
-- vulnerability, of a person, or of the household, which then holds for everybody assessed in it. The nurses' states
-- tell of all their dimensions; Primero only says what is there, and so tells of the dimensions in which something is.
-- A source tells of the dimensions on which the seed source_precedence lets it speak.
with saved as (
    select
        people.record_key || '/' || entries.entry_id as assessment_key,
        people.record_key,
        people.person_key,
        people.source,
        entries.delivery,
        entries.entry_id as record_id,
        entries.recorded_at
    from {{ ref('stg_amc__vulnerability_entries') }} as entries
    inner join {{ ref('person_record') }} as people
        on entries.delivery = people.delivery and cast(entries.beneficiary_id as varchar) = people.record_id
    where people.source = 'amc' and {{ length_of('entries.source_codes') }} > 0
),

-- The delivery as a number, found by no join and not before the codes are taken apart: a column that comes from the few
-- rows of one, or is made of such a column, DuckDB 2.0 keeps as a dictionary, and it fails where that is spilled
-- ("global dictionary changed identity"). Only a whole country shows it.
of_lists as (
    select
        {{ fingerprint('entries.delivery') }} as delivery_number,
        entries.entry_id,
        {{ elements('entries.source_codes') }} as source_code
    from {{ ref('stg_amc__vulnerability_entries') }} as entries
    semi join {{ ref('delivery_in_force') }} as speaking
        on entries.delivery = speaking.delivery and speaking.is_in_force
),

found as (
    select
        of_lists.delivery_number,
        of_lists.entry_id,
        {{ sets_of_codes() }}
    from of_lists
    left join {{ ref('dim_source_code') }} as codes
        on of_lists.source_code = codes.source_code and codes.source = 'amc'
    where codes.kind is distinct from 'none'
    group by of_lists.delivery_number, of_lists.entry_id
),

concerns as (
    select
        people.record_key,
        people.person_key,
        people.delivery,
        people.recorded_at,
        {{ elements('cases.protection_concerns') }} as source_code
    from {{ ref('stg_primero__cases') }} as cases
    inner join {{ ref('person_record') }} as people
        on cases.delivery = people.delivery and cases.case_id = people.record_id
    where people.source = 'primero' and people.is_counted
),

held as (
    select
        concerns.record_key,
        concerns.person_key,
        concerns.delivery,
        concerns.recorded_at,
        {{ sets_of_codes() }}
    from concerns
    left join {{ ref('dim_source_code') }} as codes
        on concerns.source_code = codes.source_code and codes.source = 'primero'
    where codes.kind is distinct from 'none'
    group by concerns.record_key, concerns.person_key, concerns.delivery, concerns.recorded_at
),

spor_findings as (
    {{ current_rows('spor', 'findings', 'stg_spor__findings', 'finding_id') }}
),

-- of a household where there is no person
answers as (
    select
        {{ record_key('spor', 'findings.scope', 'findings.assessment_id') }} as household_assessment_key,
        {{ record_key('spor', 'findings.scope', 'findings.person_id') }} as record_key,
        {{ sets_of_codes("findings.state = 'present'") }},
        {{ united('codes.vulnerability_bit') }} as answered
    from spor_findings as findings
    left join {{ ref('dim_source_code') }} as codes
        on findings.vulnerability = codes.source_code and codes.source = 'spor'
    where findings.state <> 'not_assessed' and codes.kind is distinct from 'none'
    group by findings.scope, findings.assessment_id, findings.person_id
),

states as (
    select
        saved.assessment_key,
        saved.record_key,
        saved.person_key,
        saved.source,
        saved.delivery,
        saved.record_id,
        saved.recorded_at,
        cast(null as varchar) as work_status,
        coalesce(found.codes, 0) as codes,
        coalesce(found.context_codes, 0) as context_codes,
        coalesce(found.unknown_codes, 0) as unknown_codes,
        coalesce(found.vulnerabilities, 0) as vulnerabilities,
        coalesce(found.vulnerabilities, 0) as answered
    from saved
    left join found on {{ fingerprint('saved.delivery') }} = found.delivery_number and saved.record_id = found.entry_id

    union all

    select
        record_key || '/0' as assessment_key,
        record_key,
        person_key,
        'primero' as source,
        delivery,
        0 as record_id,
        recorded_at,
        cast(null as varchar) as work_status,
        codes,
        context_codes,
        unknown_codes,
        vulnerabilities,
        vulnerabilities as answered
    from held

    union all

    select
        people.assessment_key,
        people.record_key,
        people.person_key,
        people.source,
        people.delivery,
        people.record_id,
        people.assessed_at as recorded_at,
        statuses.work_status,
        coalesce(shared.codes, 0) | coalesce(own.codes, 0) as codes,
        coalesce(shared.context_codes, 0) | coalesce(own.context_codes, 0) as context_codes,
        coalesce(shared.unknown_codes, 0) + coalesce(own.unknown_codes, 0) as unknown_codes,
        coalesce(shared.vulnerabilities, 0) | coalesce(own.vulnerabilities, 0) as vulnerabilities,
        coalesce(shared.answered, 0) | coalesce(own.answered, 0) as answered
    from {{ ref('fct_person_assessment') }} as people
    left join answers as own
        on people.household_assessment_key = own.household_assessment_key and people.record_key = own.record_key
    left join answers as shared
        on people.household_assessment_key = shared.household_assessment_key and shared.record_key is null
    left join {{ ref('activity_statuses') }} as statuses on people.activity_status = statuses.activity_status
    where own.household_assessment_key is not null or shared.household_assessment_key is not null
)

select
    assessment_key,
    record_key,
    person_key,
    source,
    delivery,
    record_id,
    recorded_at,
    work_status,
    codes,
    context_codes,
    unknown_codes,
    {{ in_both('vulnerabilities', vulnerabilities_spoken_on('source')) }} as vulnerabilities,
    answered as vulnerabilities_answered,
    case
        when source = 'amc' then {{ dimensions_spoken_on('source') }}
        else {{ in_both(dimensions_of('answered'), dimensions_spoken_on('source')) }}
    end as dimensions_assessed
from states
