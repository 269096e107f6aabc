-- What becomes of each need: milestones that fill up as exports tell of them. What happened after the need was over is
-- no answer to it; a plan that ran already when the need was found answers it from that day on. Needs are read again
-- where they are used: kept aside with all their columns, a country's do not fit into memory.
with needs as not materialized (
    select
        *,
        coalesce(resolved_on, removed_on) as ended_on
    from {{ ref('need_spell') }}
),

answered as (
    select
        needs.need_key,
        min(case
            when answers.milestone = 'planned' and answers.happened_on < needs.found_on then needs.found_on
            when answers.milestone = 'planned' then answers.happened_on
        end) as planned_on,
        min(case when answers.milestone = 'acted' then answers.happened_on end) as acted_on,
        min(case when answers.milestone = 'reached' then answers.happened_on end) as reached_on
    from needs
    inner join {{ ref('need_answer') }} as answers
        on
            needs.person_key = answers.person_key
            and needs.vulnerability = answers.vulnerability
            and (answers.until_on is null or needs.found_on <= answers.until_on)
            and (needs.ended_on is null or needs.ended_on >= answers.happened_on)
    group by needs.need_key
),

in_households as (
    select
        needs.need_key,
        members.household_key,
        case when members.valid_from < needs.found_on then needs.found_on else members.valid_from end as in_care_on
    from needs
    inner join {{ ref('household_member') }} as members
        on
            needs.person_key = members.person_key
            and members.source = 'spor'
            and (members.valid_to is null or needs.found_on < members.valid_to)
            and (needs.ended_on is null or needs.ended_on >= members.valid_from)
),

in_care as (
    select
        need_key,
        min(in_care_on) as in_care_on,
        {{ first_by('household_key', "in_care_on || ' ' || household_key") }} as household_key
    from in_households
    group by need_key
)

select
    needs.need_key,
    needs.person_key,
    needs.record_key,
    coalesce(in_care.household_key, records.household_key) as household_key,
    needs.source,
    needs.delivery,
    needs.vulnerability,
    needs.dimension,
    needs.found_on,
    needs.relapse_of,
    in_care.in_care_on,
    answered.planned_on,
    answered.acted_on,
    answered.reached_on,
    needs.resolved_on,
    case when needs.resolved_on is null then needs.removed_on end as left_on,
    case when needs.resolved_on is null then needs.removed_reason end as left_reason,
    needs.relapsed_on
from needs
inner join {{ ref('person_record') }} as records on needs.record_key = records.record_key
left join in_care on needs.need_key = in_care.need_key
left join answered on needs.need_key = answered.need_key
