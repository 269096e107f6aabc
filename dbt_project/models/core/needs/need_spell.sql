-- How long each vulnerability of a person was there. A state of AMC tells of all vulnerabilities for which the nurses
-- have a code, one of SPOR only of those with an answer. While a better source has a say in the dimension, others do
-- not count; neither does what was told after the record left evidence; of several answers of one day the last does.
with nurses as (
    select {{ united('vulnerability_bit') }} as answered
    from {{ ref('dim_source_code') }}
    where source = 'amc'
),

told as (
    select
        row_number() over () as number,
        records.record_key,
        records.person_key,
        records.source,
        records.stay,
        states.recorded_at,
        states.record_id,
        states.vulnerabilities,
        {{ in_both(
            "case when records.source = 'amc' then nurses.answered else states.vulnerabilities_answered end",
            vulnerabilities_spoken_on('records.source'),
        ) }} as answered,
        case when states.recorded_at < records.recorded_at then records.recorded_at else states.recorded_at end
            as told_at
    from {{ ref('fct_assessment') }} as states
    inner join {{ ref('need_record') }} as records
        on
            states.record_key = records.record_key
            and (records.removed_at is null or states.recorded_at < records.removed_at)
    cross join nurses
),

-- the dimensions in which a better source had its say when a state was told
overruled as (
    select
        told.number,
        {{ united(in_both('better.dimensions', dimensions_put_first('better.source', 'told.source'))) }} as dimensions
    from told
    inner join {{ ref('need_speaker') }} as better
        on
            told.person_key = better.person_key
            and told.source <> better.source
            and told.told_at >= better.speaks_from
            and (better.speaks_until is null or told.told_at < better.speaks_until)
    group by told.number
),

heard as (
    select
        told.* exclude (answered),
        {{ local_date('told.told_at') }} as told_on,
        {{ without('told.answered', vulnerabilities_in('overruled.dimensions')) }} as answered
    from told
    left join overruled on told.number = overruled.number
),

-- what is left to each state of a day after those that were told later
daily as (
    select
        * exclude (answered),
        {{ without('answered', 'coalesce(bit_or(answered) over later_that_day, 0)') }} as answered
    from heard
    window
        later_that_day as (
            partition by person_key, stay, told_on
            order by told_at desc, recorded_at desc, record_id desc, record_key desc
            rows between unbounded preceding and 1 preceding
        )
),

-- A vulnerability is looked at where it may have changed: not where one of the two states before had the same answer
-- last, nor where it is not there and never was.
compared as (
    select
        *,
        coalesce(lag(answered) over earlier, 0) as answered_before,
        coalesce(lag(vulnerabilities) over earlier, 0) as vulnerabilities_before,
        coalesce(lag(answered, 2) over earlier, 0) as answered_long_before,
        coalesce(lag(vulnerabilities, 2) over earlier, 0) as vulnerabilities_long_before,
        coalesce(
            bit_or({{ in_both('vulnerabilities', 'answered') }}) over (
                partition by person_key, stay
                order by told_on, number
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as ever_before
    from daily
    where answered <> 0
    window earlier as (partition by person_key, stay order by told_on, number)
),

looked_at as (
    select
        *,
        {{ in_both(
            in_both('answered', '(vulnerabilities | ever_before)'),
            '~(' ~ without('answered_before', in_one('vulnerabilities', 'vulnerabilities_before'))
            ~ ' | ' ~ without(
                without('answered_long_before', 'answered_before'),
                in_one('vulnerabilities', 'vulnerabilities_long_before'),
            ) ~ ')',
        ) }} as candidates
    from compared
),

answers as (
    select
        looked_at.record_key,
        looked_at.person_key,
        looked_at.stay,
        looked_at.told_on,
        vulnerabilities.own_bit,
        {{ in_both('looked_at.vulnerabilities', 'vulnerabilities.own_bit') }} <> 0 as is_there
    from looked_at
    inner join {{ ref('dim_vulnerability') }} as vulnerabilities
        on {{ in_both('looked_at.candidates', 'vulnerabilities.own_bit') }} <> 0
    where looked_at.candidates <> 0
),

turns as (
    select *
    from answers
    window by_day as (partition by person_key, stay, own_bit order by told_on)
    qualify is_there is distinct from coalesce(lag(is_there) over by_day, false)
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
inner join {{ ref('need_record') }} as records on spells.record_key = records.record_key
inner join {{ ref('dim_vulnerability') }} as vulnerabilities on spells.own_bit = vulnerabilities.own_bit
