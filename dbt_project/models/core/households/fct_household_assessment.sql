with assessments as (
    {{ current_rows('spor', 'assessments', 'stg_spor__assessments', 'assessment_id') }}
)

select
    {{ record_key('spor', 'assessments.scope', 'assessments.assessment_id') }} as household_assessment_key,
    households.household_key,
    'spor' as source,
    assessments.delivery,
    assessments.assessment_id as record_id,
    {{ record_key('spor', 'assessments.scope', 'assessments.worker_id') }} as worker_key,
    assessments.kind,
    assessments.assessed_at,
    assessments.risk_class,
    assessments.rooms,
    assessments.dwelling,
    assessments.annual_income,
    assessments.lacks_unexpected_expenses,
    assessments.lacks_holiday,
    assessments.lacks_arrears_free,
    assessments.lacks_meals,
    assessments.lacks_warmth,
    assessments.lacks_car,
    assessments.lacks_furniture
from assessments
inner join {{ ref('dim_household') }} as households
    on {{ record_key('spor', 'assessments.scope', 'assessments.household_id') }} = households.household_key
