-- What SPOR's deliveries told of a person's assessments, together.
with tellings as (
    {{ tellings('spor') }}
),

person_assessments as (
    {{ rows_as_told('spor', 'person_assessments', 'stg_spor__person_assessments', 'person_assessment_id') }}
),

assessments as (
    {{ rows_as_told('spor', 'assessments', 'stg_spor__assessments', 'assessment_id') }}
),

told_answers as (
    select
        {{ record_key('spor', 'answers.scope', 'answers.person_id') }} as record_key,
        answers.scope,
        answers.activity_status,
        answers.pregnant,
        assessments.assessed_at,
        cast(assessments.assessed_at as varchar) || ' ' || {{ sortable('assessments.assessment_id') }} as place,
        {{ time_together('answers', 'assessments') }},
        count({{ sooner('answers.told_until', 'assessments.told_until') }}) over (
            partition by answers.scope, answers.person_id
        ) as ended
    from person_assessments as answers
    inner join assessments
        on answers.assessment_id = assessments.assessment_id and {{ told_together('answers', 'assessments') }}
),

-- where no answer ends, what was told adds up; where one does, each telling is looked at
answers_added as (
    select
        record_key,
        told_from,
        count(*) as states,
        max(assessed_at) as newest_state_at,
        max(assessed_at) filter (where pregnant) as pregnant_at,
        {{ last_by('activity_status', 'place') }} as activity_status,
        max(place) filter (where activity_status is not null) as place
    from told_answers
    where ended = 0
    group by record_key, told_from
)

select
    record_key,
    told_from,
    lead(told_from) over told as told_until,
    cast(sum(states) over told as bigint) as states,
    max(newest_state_at) over told as newest_state_at,
    max(pregnant_at) over told as pregnant_at,
    {{ last_by('activity_status', 'place') }} over told as activity_status
from answers_added
window told as (partition by record_key order by told_from)

union all

select
    told_answers.record_key,
    tellings.period as told_from,
    tellings.period_after as told_until,
    count(*) as states,
    max(told_answers.assessed_at) as newest_state_at,
    max(told_answers.assessed_at) filter (where told_answers.pregnant) as pregnant_at,
    {{ last_by('told_answers.activity_status', 'told_answers.place') }} as activity_status
from told_answers
inner join tellings on {{ told_in('told_answers', 'tellings') }}
where told_answers.ended > 0
group by told_answers.record_key, tellings.period, tellings.period_after
