-- What was agreed for a person who was struck goes too: without him it would be read as the household's.
with results as (
    {{ current_rows('spor', 'results', 'stg_spor__results', 'result_id') }}
)

select
    {{ record_key('spor', 'results.scope', 'results.result_id') }} as result_key,
    agreed.plan_key,
    agreed.household_key,
    people.record_key,
    people.person_key,
    'spor' as source,
    results.delivery,
    results.vulnerability,
    results.agreed_on,
    results.reached,
    results.reached_on
from results
inner join {{ ref('fct_plan') }} as agreed
    on {{ record_key('spor', 'results.scope', 'results.plan_id') }} = agreed.plan_key
left join {{ ref('person_record') }} as people
    on people.source = 'spor' and {{ record_key('spor', 'results.scope', 'results.person_id') }} = people.record_key
where results.person_id is null or people.record_key is not null
