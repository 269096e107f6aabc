-- Who belongs to a household, in spells of local dates, to one at a time. SPOR tells them; AMC only names the household
-- of the present, so that a spell lasts from one export in which the record names it until the first in which it names
-- another.
with memberships as (
    {{ current_rows('spor', 'memberships', 'stg_spor__memberships', 'membership_id') }}
),

told as (
    select
        {{ record_key('spor', 'memberships.scope', 'memberships.membership_id') }} as membership_key,
        people.record_key,
        people.person_key,
        households.household_key,
        memberships.delivery,
        memberships.joined_on,
        memberships.left_on,
        memberships.relation,
        lead(memberships.joined_on) over (
            partition by people.record_key order by memberships.joined_on, memberships.membership_id
        ) as next_joined_on
    from memberships
    inner join {{ ref('person_record') }} as people
        on
            people.source = 'spor'
            and {{ record_key('spor', 'memberships.scope', 'memberships.person_id') }} = people.record_key
    inner join {{ ref('dim_household') }} as households
        on {{ record_key('spor', 'memberships.scope', 'memberships.household_id') }} = households.household_key
),

named as (
    select
        record_key,
        household_key,
        valid_from
    from {{ ref('person_history') }}
    where source = 'amc'
    qualify household_key is distinct from lag(household_key) over (partition by record_key order by valid_from)
),

spells as (
    select
        *,
        lead(valid_from) over (partition by record_key order by valid_from) as valid_to
    from named
)

select
    membership_key,
    record_key,
    person_key,
    household_key,
    'spor' as source,
    delivery,
    joined_on as valid_from,
    case when left_on < next_joined_on or next_joined_on is null then left_on else next_joined_on end as valid_to,
    relation
from told

union all

select
    spells.record_key || '/' || spells.valid_from as membership_key,
    spells.record_key,
    people.person_key,
    spells.household_key,
    'amc' as source,
    people.delivery,
    spells.valid_from,
    spells.valid_to,
    cast(null as varchar) as relation
from spells
inner join {{ ref('person_record') }} as people on spells.record_key = people.record_key
where spells.household_key is not null
