with plans as (
    {{ current_rows('spor', 'plans', 'stg_spor__plans', 'plan_id') }}
)

select
    {{ record_key('spor', 'plans.scope', 'plans.plan_id') }} as plan_key,
    households.household_key,
    {{ record_key('spor', 'plans.scope', 'plans.assessment_id') }} as household_assessment_key,
    'spor' as source,
    plans.delivery,
    plans.signed_on,
    plans.until_on,
    case
        when {{ local_date('households.closed_at') }} < plans.until_on or plans.until_on is null
            then {{ local_date('households.closed_at') }}
        else plans.until_on
    end as runs_until
from plans
inner join {{ ref('dim_household') }} as households
    on {{ record_key('spor', 'plans.scope', 'plans.household_id') }} = households.household_key
