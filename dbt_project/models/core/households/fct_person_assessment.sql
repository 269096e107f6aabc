-- An assessment tells of a person once: of two that deliveries sent under different numbers, the newer counts.
with answers as (
    {{ current_rows('spor', 'person_assessments', 'stg_spor__person_assessments', 'person_assessment_id') }}
)

select
    people.record_key || '/' || assessments.record_id as assessment_key,
    assessments.household_assessment_key,
    people.record_key,
    people.person_key,
    'spor' as source,
    answers.delivery,
    assessments.record_id,
    assessments.assessed_at,
    answers.activity_status,
    answers.able_to_work,
    answers.care_duties,
    answers.registered_unemployed,
    answers.active_measure,
    answers.months_worked,
    answers.education,
    answers.grades_finished,
    answers.enrolled,
    answers.training_4w,
    answers.health_insurance,
    answers.family_doctor,
    answers.pregnant,
    answers.lacks_clothes,
    answers.lacks_shoes,
    answers.lacks_pocket_money,
    answers.lacks_leisure,
    answers.lacks_social,
    answers.lacks_internet
from answers
inner join {{ ref('fct_household_assessment') }} as assessments
    on {{ record_key('spor', 'answers.scope', 'answers.assessment_id') }} = assessments.household_assessment_key
inner join {{ ref('person_record') }} as people
    on people.source = 'spor' and {{ record_key('spor', 'answers.scope', 'answers.person_id') }} = people.record_key
qualify row_number() over (
    partition by assessments.household_assessment_key, people.record_key
    order by answers.delivery_period desc, answers.person_assessment_id desc
) = 1
