-- Who works in which team, with which profession and how much of a full time, in spells of local dates: a member's
-- spell lies within the team's.
with members as (
    {{ current_rows('spor', 'team_members', 'stg_spor__team_members', 'team_member_id') }}
),

teams as (
    {{ current_rows('spor', 'teams', 'stg_spor__teams', 'team_id') }}
),

workers as (
    {{ current_rows('spor', 'workers', 'stg_spor__workers', 'worker_id') }}
)

select
    {{ record_key('spor', 'members.scope', 'members.team_member_id') }} as team_member_key,
    {{ record_key('spor', 'teams.scope', 'teams.team_id') }} as team_key,
    {{ record_key('spor', 'workers.scope', 'workers.worker_id') }} as worker_key,
    coalesce(uats.county_code, teams.scope) as county_code,
    uats.siruta,
    'spor' as source,
    members.delivery,
    workers.profession,
    members.fte,
    case when members.joined_on < teams.formed_on then teams.formed_on else members.joined_on end as valid_from,
    case
        when teams.ended_on < members.left_on or members.left_on is null then teams.ended_on
        else members.left_on
    end as valid_to
from members
inner join teams on members.scope = teams.scope and members.team_id = teams.team_id
inner join workers on members.scope = workers.scope and members.worker_id = workers.worker_id
left join {{ ref('dim_uat') }} as uats on teams.siruta = uats.siruta
