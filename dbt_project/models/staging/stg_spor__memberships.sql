select
    delivery,
    id as membership_id,
    person_id,
    household_id,
    joined_on,
    left_on,
    relation
from {{ source('spor', 'memberships') }}
