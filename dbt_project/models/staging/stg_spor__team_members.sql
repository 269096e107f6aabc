select
    delivery,
    id as team_member_id,
    team_id,
    worker_id,
    joined_on,
    left_on,
    fte
from {{ source('spor', 'team_members') }}
