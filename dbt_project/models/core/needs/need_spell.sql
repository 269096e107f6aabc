-- How long each vulnerability of a person was there. A state of AMC tells of all vulnerabilities for which the nurses
-- have a code, one of SPOR only of those with an answer. While a better source has a say in the dimension, others do
-- not count; neither does what was told after the record left evidence; of several answers of one day the last does.
-- Of people whom only the nurses know, the last state of a day counts, and what changed since the state before it.
with records as (
    select
        *,
        min(source) over (partition by person_key) = 'amc' and max(source) over (partition by person_key) = 'amc'
            as is_nurses_own
    from {{ ref('need_record') }}
),

states as (
    select
        states.assessment_key,
        states.record_key,
        records.person_key,
        states.source,
        states.recorded_at,
        states.record_id,
        states.vulnerabilities,
        records.stay,
        records.is_nurses_own,
        case when states.recorded_at < records.recorded_at then records.recorded_at else states.recorded_at end
            as told_at,
        {{ local_date(
            'case when states.recorded_at < records.recorded_at then records.recorded_at else states.recorded_at end'
        ) }} as told_on
    from {{ ref('fct_assessment') }} as states
    inner join records
        on
            states.record_key = records.record_key
            and (records.removed_at is null or states.recorded_at < records.removed_at)
),

nurses_codes as (
    select distinct vulnerability
    from {{ ref('source_codes') }}
    where source = 'amc' and vulnerability is not null
),

nurses_days as (
    select
        record_key,
        person_key,
        stay,
        told_on,
        vulnerabilities
    from states
    where is_nurses_own
    qualify row_number() over (
        partition by person_key, stay, told_on
        order by told_at desc, recorded_at desc, record_id desc, record_key desc
    ) = 1
),

nurses_changes as (
    select
        *,
        coalesce(lag(vulnerabilities) over (partition by person_key, stay order by told_on), [])
            as vulnerabilities_before
    from nurses_days
),

nurses_turns as (
    select
        record_key,
        person_key,
        stay,
        told_on,
        {{ elements(elements_outside('vulnerabilities', 'vulnerabilities_before')) }} as vulnerability,
        true as is_there
    from nurses_changes

    union all

    select
        record_key,
        person_key,
        stay,
        told_on,
        {{ elements(elements_outside('vulnerabilities_before', 'vulnerabilities')) }} as vulnerability,
        false as is_there
    from nurses_changes
),

-- what was ever found of the others, by number
found as (
    select
        told.person_key,
        told.vulnerability,
        vulnerabilities.dimension,
        row_number() over () as series
    from (
        select distinct
            person_key,
            {{ elements('vulnerabilities') }} as vulnerability
        from states
        where not is_nurses_own
    ) as told
    inner join {{ ref('dim_vulnerability') }} as vulnerabilities on told.vulnerability = vulnerabilities.vulnerability
),

answers as (
    select
        found.series,
        found.dimension,
        states.record_key,
        states.source,
        states.recorded_at,
        states.record_id,
        states.stay,
        states.told_at,
        states.told_on,
        {{ contains('states.vulnerabilities', 'found.vulnerability') }} as is_there
    from found
    inner join nurses_codes on found.vulnerability = nurses_codes.vulnerability
    inner join states on found.person_key = states.person_key
    where states.source = 'amc'

    union all

    select
        found.series,
        found.dimension,
        states.record_key,
        states.source,
        states.recorded_at,
        states.record_id,
        states.stay,
        states.told_at,
        states.told_on,
        findings.state = 'present' as is_there
    from {{ ref('fct_finding') }} as findings
    inner join states on findings.assessment_key = states.assessment_key
    inner join found on states.person_key = found.person_key and findings.vulnerability = found.vulnerability
    where findings.source = 'spor' and findings.state <> 'not_assessed'
),

speakers as (
    select
        found.series,
        speakers.source_rank,
        speakers.speaks_from,
        speakers.speaks_until
    from found
    inner join {{ ref('need_speaker') }} as speakers
        on found.person_key = speakers.person_key and found.dimension = speakers.dimension
),

ranked as (
    select
        *,
        {{ source_rank_of('dimension', 'source') }} as source_rank
    from answers
),

daily as (
    select ranked.*
    from ranked
    anti join speakers as better
        on
            ranked.series = better.series
            and ranked.source_rank > better.source_rank
            and ranked.told_at >= better.speaks_from
            and (better.speaks_until is null or ranked.told_at < better.speaks_until)
    where ranked.source_rank is not null
    qualify row_number() over (
        partition by ranked.series, ranked.stay, ranked.told_on
        order by ranked.told_at desc, ranked.recorded_at desc, ranked.record_id desc, ranked.record_key desc
    ) = 1
),

changes as (
    select *
    from daily
    window by_day as (partition by series, stay order by told_on)
    qualify is_there is distinct from coalesce(lag(is_there) over by_day, false)
),

turns as (
    select
        changes.record_key,
        found.person_key,
        changes.stay,
        changes.told_on,
        found.vulnerability,
        changes.is_there
    from changes
    inner join found on changes.series = found.series

    union all

    select
        nurses_turns.record_key,
        nurses_turns.person_key,
        nurses_turns.stay,
        nurses_turns.told_on,
        nurses_turns.vulnerability,
        nurses_turns.is_there
    from nurses_turns
    inner join nurses_codes on nurses_turns.vulnerability = nurses_codes.vulnerability
),

spells as (
    select
        *,
        lag(told_on) over by_day as relapse_of,
        lead(told_on) over by_day as resolved_on,
        lead(told_on, 2) over by_day as relapsed_on
    from turns
    window by_day as (partition by person_key, stay, vulnerability order by told_on)
    qualify is_there
)

select
    {{ number_of("spells.record_key || '/' || spells.vulnerability || '/' || spells.told_on") }} as need_key,
    spells.person_key,
    spells.record_key,
    records.source,
    records.delivery,
    spells.vulnerability,
    vulnerabilities.dimension,
    spells.told_on as found_on,
    spells.resolved_on,
    spells.relapse_of,
    spells.relapsed_on,
    records.removed_on,
    records.removed_reason
from spells
inner join records on spells.record_key = records.record_key
inner join {{ ref('dim_vulnerability') }} as vulnerabilities on spells.vulnerability = vulnerabilities.vulnerability
where {{ source_rank_of('vulnerabilities.dimension', 'records.source') }} is not null
