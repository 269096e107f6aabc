select
    delivery,
    id as team_id,
    cast(uat as varchar) as siruta,
    formed_on,
    ended_on
from {{ source('spor', 'teams') }}
