with satisfaction as (
    {{ current_rows('spor', 'satisfaction', 'stg_spor__satisfaction', 'satisfaction_id') }}
)

select
    {{ record_key('spor', 'satisfaction.scope', 'satisfaction.satisfaction_id') }} as satisfaction_key,
    households.household_key,
    'spor' as source,
    satisfaction.delivery,
    satisfaction.asked_on,
    satisfaction.score
from satisfaction
inner join {{ ref('dim_household') }} as households
    on {{ record_key('spor', 'satisfaction.scope', 'satisfaction.household_id') }} = households.household_key
