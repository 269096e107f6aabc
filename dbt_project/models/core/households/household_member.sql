-- Who belongs to a household, in spells of local dates, to one at a time. SPOR tells them; AMC only names the household of the present,
-- so that a spell lasts from one export in which the record names it until the first in which it names another.
with spor as (
    {{ current_rows('spor', 'memberships', 'stg_spor__memberships', 'membership_id') }}
)

select
    {{ record_key('spor', 'spor.scope', 'spor.membership_id') }} as membership_key,
    people.record_key,
    people.person_key,
    households.household_key,
    'spor' as source,
    spor.delivery,
    spor.joined_on as valid_from,
    case
        when spor.left_on < spor.next_joined_on or spor.next_joined_on is null then spor.left_on
        else spor.next_joined_on
    end as valid_to,
    spor.relation
from (
    select
        *,
        lead(joined_on) over (partition by scope, person_id order by joined_on, membership_id) as next_joined_on
    from spor
) as spor
inner join {{ ref('person_record') }} as people
    on people.source = 'spor' and {{ record_key('spor', 'spor.scope', 'spor.person_id') }} = people.record_key
inner join {{ ref('dim_household') }} as households
    on {{ record_key('spor', 'spor.scope', 'spor.household_id') }} = households.household_key

union all

select
    history.record_key || '/' || history.valid_from as membership_key,
    history.record_key,
    people.person_key,
    history.household_key,
    history.source,
    people.delivery,
    history.valid_from,
    history.valid_to,
    cast(null as varchar) as relation
from {{ ref('person_history') }} as history
inner join {{ ref('person_record') }} as people on history.record_key = people.record_key
where history.household_key is not null and history.source = 'amc'
