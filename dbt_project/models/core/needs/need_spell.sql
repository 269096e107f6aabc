-- How long each vulnerability was there. A state of AMC tells of all vulnerabilities, one of SPOR only of those with an
-- answer. What was told after the record left evidence does not count; of several answers of one day the last does.
with states as (
    select
        states.assessment_key,
        states.record_key,
        states.source,
        states.recorded_at,
        states.record_id,
        states.vulnerabilities,
        records.dimensions,
        case
            when {{ local_date('states.recorded_at') }} < records.recorded_on then records.recorded_on
            else {{ local_date('states.recorded_at') }}
        end as told_on
    from {{ ref('fct_assessment') }} as states
    inner join {{ ref('need_record') }} as records
        on
            states.record_key = records.record_key
            and (records.removed_at is null or states.recorded_at < records.removed_at)
),

nurse_found as (
    select distinct
        record_key,
        {{ elements('vulnerabilities') }} as vulnerability
    from states
    where source = 'amc'
),

answers as (
    select
        states.*,
        nurse_found.vulnerability,
        {{ contains('states.vulnerabilities', 'nurse_found.vulnerability') }} as is_there
    from nurse_found
    inner join states on nurse_found.record_key = states.record_key

    union all

    select
        states.*,
        findings.vulnerability,
        findings.state = 'present' as is_there
    from {{ ref('fct_finding') }} as findings
    inner join states on findings.assessment_key = states.assessment_key
    where findings.source = 'spor' and findings.vulnerability is not null and findings.state <> 'not_assessed'
),

daily as (
    select
        answers.record_key,
        answers.vulnerability,
        vulnerabilities.dimension,
        answers.told_on,
        answers.is_there
    from answers
    inner join {{ ref('dim_vulnerability') }} as vulnerabilities
        on
            answers.vulnerability = vulnerabilities.vulnerability
            and {{ contains('answers.dimensions', 'vulnerabilities.dimension') }}
    qualify row_number() over (
        partition by answers.record_key, answers.vulnerability, answers.told_on
        order by answers.recorded_at desc, answers.record_id desc
    ) = 1
),

turns as (
    select *
    from daily
    qualify is_there is distinct from coalesce(
        lag(is_there) over (partition by record_key, vulnerability order by told_on), false
    )
),

spells as (
    select
        *,
        lag(told_on) over (partition by record_key, vulnerability order by told_on) as relapse_of,
        lead(told_on) over (partition by record_key, vulnerability order by told_on) as resolved_on,
        lead(told_on, 2) over (partition by record_key, vulnerability order by told_on) as relapsed_on
    from turns
    qualify is_there
)

select
    spells.record_key || '/' || spells.vulnerability || '/' || spells.told_on as need_key,
    records.person_key,
    records.record_key,
    records.source,
    records.delivery,
    spells.vulnerability,
    spells.dimension,
    spells.told_on as found_on,
    spells.resolved_on,
    spells.relapse_of,
    spells.relapsed_on,
    records.removed_on,
    records.removed_reason
from spells
inner join {{ ref('need_record') }} as records on spells.record_key = records.record_key
