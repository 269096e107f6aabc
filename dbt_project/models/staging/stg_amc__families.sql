select
    delivery,
    id as family_id,
    household_id
from {{ source('amc', 'families') }}
