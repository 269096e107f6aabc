with results as (
    {{ current_rows('spor', 'results', 'stg_spor__results', 'result_id') }}
)

select
    {{ record_key('spor', 'results.scope', 'results.result_id') }} as result_key,
    plans.plan_key,
    plans.household_key,
    people.record_key,
    people.person_key,
    'spor' as source,
    results.delivery,
    results.vulnerability,
    results.agreed_on,
    results.reached,
    results.reached_on
from results
inner join {{ ref('fct_plan') }} as plans on {{ record_key('spor', 'results.scope', 'results.plan_id') }} = plans.plan_key
left join {{ ref('person_record') }} as people
    on people.source = 'spor' and {{ record_key('spor', 'results.scope', 'results.person_id') }} = people.record_key
