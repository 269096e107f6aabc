select
    delivery,
    id as plan_id,
    household_id,
    assessment_id,
    signed_on,
    until_on
from {{ source('spor', 'plans') }}
