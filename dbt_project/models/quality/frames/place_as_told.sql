-- Where SPOR's deliveries told that a person lives: in the household that was joined last.
with tellings as (
    {{ tellings('spor') }}
),

memberships as (
    {{ rows_as_told('spor', 'memberships', 'stg_spor__memberships', 'membership_id') }}
),

households as (
    {{ rows_as_told('spor', 'households', 'stg_spor__households', 'household_id') }}
),

spells as (
    select
        {{ record_key('spor', 'memberships.scope', 'memberships.person_id') }} as record_key,
        memberships.scope,
        memberships.membership_id,
        memberships.joined_on,
        households.siruta,
        {{ time_together('memberships', 'households') }},
        count(*) over (partition by memberships.scope, memberships.person_id) as spells
    from memberships
    inner join households
        on memberships.household_id = households.household_id and {{ told_together('memberships', 'households') }}
)

-- of one spell alone nothing has to be looked for in each telling
select
    record_key,
    joined_on,
    siruta,
    told_from,
    told_until
from spells
where spells = 1

union all

select
    spells.record_key,
    spells.joined_on,
    spells.siruta,
    tellings.period as told_from,
    tellings.period_after as told_until
from spells
inner join tellings on {{ told_in('spells', 'tellings') }} and spells.joined_on <= tellings.last_day
where spells.spells > 1
qualify
    row_number() over (
        partition by spells.record_key, tellings.period
        order by spells.joined_on desc, spells.membership_id desc
    ) = 1
