-- The people of SPOR's households. Their place is that of the household which they belong to at the end of the period
-- asked for, or last belonged to.
with people as (
    {{ current_rows('spor', 'persons', 'stg_spor__persons', 'person_id') }}
),

memberships as (
    {{ current_rows('spor', 'memberships', 'stg_spor__memberships', 'membership_id') }}
),

newest_spell as (
    select
        memberships.scope,
        memberships.person_id,
        households.household_key,
        households.county_code,
        households.siruta,
        households.area
    from memberships
    inner join {{ ref('dim_household') }} as households
        on {{ record_key('spor', 'memberships.scope', 'memberships.household_id') }} = households.household_key
    where memberships.joined_on < {{ quarter_first_day(var('period')) }} + interval 3 month
    qualify row_number() over (
        partition by memberships.scope, memberships.person_id
        order by memberships.joined_on desc, memberships.membership_id desc
    ) = 1
)

select
    {{ record_key('spor', 'people.scope', 'people.person_id') }} as record_key,
    'spor' as source,
    people.delivery,
    people.delivery_period,
    people.person_id as record_id,
    newest_spell.household_key,
    coalesce(newest_spell.county_code, people.scope) as county_code,
    newest_spell.siruta,
    newest_spell.area,
    people.cnp_key,
    people.name_key,
    people.name_sound_key,
    people.sex,
    people.birth_date,
    cast(null as varchar) as work_status,
    true as is_counted,
    people.registered_at as recorded_at,
    people.removed_at,
    people.removal_reason
from people
left join newest_spell on people.scope = newest_spell.scope and people.person_id = newest_spell.person_id
