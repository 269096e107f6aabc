select
    delivery,
    id as assessment_id,
    household_id,
    worker_id,
    kind,
    assessed_at,
    risk_class,
    rooms,
    dwelling,
    annual_income,
    lacks_unexpected_expenses,
    lacks_holiday,
    lacks_arrears_free,
    lacks_meals,
    lacks_warmth,
    lacks_car,
    lacks_furniture
from {{ source('spor', 'assessments') }}
