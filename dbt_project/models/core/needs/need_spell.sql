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

nurses_codes as (
    select vulnerabilities.*
    from {{ ref('dim_vulnerability') }} as vulnerabilities
    semi join {{ ref('source_codes') }} as codes
        on vulnerabilities.vulnerability = codes.vulnerability and codes.source = 'amc'
),

nurses as (
    select {{ united('own_bit') }} as answered
    from nurses_codes
),

told as (
    select
        states.record_key,
        records.person_key,
        states.source,
        states.recorded_at,
        states.record_id,
        states.vulnerabilities,
        case when states.source = 'amc' then nurses.answered else states.vulnerabilities_answered end as answered,
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
    cross join nurses
),

-- `day_rank`: 1 for the last of a day
states as (
    select
        *,
        row_number() over (
            partition by person_key, stay, told_on
            order by told_at desc, recorded_at desc, record_id desc, record_key desc
        ) as day_rank,
        count(*) over (partition by person_key, stay, told_on) as states_of_day
    from told
),

nurses_days as (
    select
        record_key,
        person_key,
        stay,
        told_on,
        vulnerabilities
    from states
    where is_nurses_own and day_rank = 1
),

nurses_changes as (
    select
        *,
        coalesce(lag(vulnerabilities) over (partition by person_key, stay order by told_on), 0)
            as vulnerabilities_before
    from nurses_days
),

nurses_turns as (
    select
        changes.record_key,
        changes.person_key,
        changes.stay,
        changes.told_on,
        codes.own_bit,
        {{ in_both('changes.vulnerabilities', 'codes.own_bit') }} <> 0 as is_there
    from nurses_changes as changes
    inner join nurses_codes as codes
        on {{ in_both(in_one('changes.vulnerabilities', 'changes.vulnerabilities_before'), 'codes.own_bit') }} <> 0
),

others as (
    select
        person_key,
        {{ united('vulnerabilities') }} as vulnerabilities
    from states
    where not is_nurses_own
    group by person_key
),

-- what was ever found of the others, by number
found as (
    select
        others.person_key,
        vulnerabilities.dimension,
        vulnerabilities.own_bit,
        row_number() over () as series
    from others
    inner join {{ ref('dim_vulnerability') }} as vulnerabilities
        on {{ in_both('others.vulnerabilities', 'vulnerabilities.own_bit') }} <> 0
),

answers as (
    select
        found.series,
        found.dimension,
        states.record_key,
        states.source,
        states.stay,
        states.told_at,
        states.told_on,
        states.day_rank,
        states.states_of_day,
        {{ in_both('states.vulnerabilities', 'found.own_bit') }} <> 0 as is_there
    from found
    inner join states
        on found.person_key = states.person_key and {{ in_both('states.answered', 'found.own_bit') }} <> 0
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

heard as (
    select ranked.*
    from ranked
    anti join speakers as better
        on
            ranked.series = better.series
            and ranked.source_rank > better.source_rank
            and ranked.told_at >= better.speaks_from
            and (better.speaks_until is null or ranked.told_at < better.speaks_until)
    where ranked.source_rank is not null
),

daily as (
    select *
    from heard
    where states_of_day = 1

    union all

    select *
    from heard
    where states_of_day > 1
    qualify row_number() over (partition by series, stay, told_on order by day_rank) = 1
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
        found.own_bit,
        changes.is_there
    from changes
    inner join found on changes.series = found.series

    union all

    select *
    from nurses_turns
),

spells as (
    select
        *,
        lag(told_on) over by_day as relapse_of,
        lead(told_on) over by_day as resolved_on,
        lead(told_on, 2) over by_day as relapsed_on
    from turns
    window by_day as (partition by person_key, stay, own_bit order by told_on)
    qualify is_there
)

select
    {{ number_of("spells.record_key || '/' || vulnerabilities.vulnerability || '/' || spells.told_on") }} as need_key,
    spells.person_key,
    spells.record_key,
    records.source,
    records.delivery,
    vulnerabilities.vulnerability,
    vulnerabilities.dimension,
    spells.told_on as found_on,
    spells.resolved_on,
    spells.relapse_of,
    spells.relapsed_on,
    records.removed_on,
    records.removed_reason
from spells
inner join records on spells.record_key = records.record_key
inner join {{ ref('dim_vulnerability') }} as vulnerabilities on spells.own_bit = vulnerabilities.own_bit
where {{ source_rank_of('vulnerabilities.dimension', 'records.source') }} is not null
