-- What was planned for a person who was struck goes too: without him it would be read as the household's.
with planned_actions as (
    {{ current_rows('spor', 'planned_actions', 'stg_spor__planned_actions', 'planned_action_id') }}
)

select
    {{ record_key('spor', 'planned_actions.scope', 'planned_actions.planned_action_id') }} as plan_action_key,
    agreed.plan_key,
    agreed.household_key,
    people.record_key,
    people.person_key,
    'spor' as source,
    planned_actions.delivery,
    planned_actions.action,
    planned_actions.vulnerability,
    planned_actions.due_on,
    planned_actions.done_on
from planned_actions
inner join {{ ref('fct_plan') }} as agreed
    on {{ record_key('spor', 'planned_actions.scope', 'planned_actions.plan_id') }} = agreed.plan_key
left join {{ ref('person_record') }} as people
    on
        people.source = 'spor'
        and {{ record_key('spor', 'planned_actions.scope', 'planned_actions.person_id') }} = people.record_key
where planned_actions.person_id is null or people.record_key is not null
