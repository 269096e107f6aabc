select
    delivery,
    id as satisfaction_id,
    household_id,
    asked_on,
    score
from {{ source('spor', 'satisfaction') }}
