-- A person may have several records in SPOR, in two counties: of those in evidence that with the newest state speaks.
with speaking as (
    select
        period,
        person_key,
        {{ first_by('record_key', newest_first('state_age_days', 'key_order')) }} as record_key
    from {{ ref('record_quarter_state') }}
    where source = 'spor'
    group by period, person_key
)

select
    speaking.period,
    speaking.person_key,
    speaking.record_key,
    spells.household_key,
    spells.relation,
    answers.assessment_key,
    answers.valid_from as assessed_at,
    {{ listed(person_answers(), 'answers') }}
from speaking
inner join {{ ref('dim_quarter') }} as quarters on speaking.period = quarters.period
left join {{ ref('person_answer') }} as answers
    on
        speaking.record_key = answers.record_key
        and quarters.ends_at > answers.valid_from
        and (answers.valid_to is null or quarters.ends_at <= answers.valid_to)
left join {{ ref('household_member') }} as spells
    on
        speaking.record_key = spells.record_key
        and quarters.last_day >= spells.valid_from
        and (spells.valid_to is null or quarters.last_day < spells.valid_to)
