-- What was planned, done and reached, and what became of needs.
create temp table plan as
select
    plans.own_key as plan,
    households.household,
    plans.signed_on,
    least(local_date(households.closed_at), plans.until_on) as runs_until
from ({{ in_force('plans', 'held.household_id, held.signed_on, held.until_on') }}) as plans
inner join spor_household as households on plans.base + plans.household_id = households.household;

-- what was for a person who was struck goes too: without him it would be read as the household's
create temp table plan_action as
select
    planned.own_key as plan_action,
    plan.plan,
    plan.household,
    records.person,
    planned.action,
    planned.vulnerability,
    planned.done_on
from (
    {{ in_force('planned_actions', 'held.plan_id, held.person_id, held.action, held.vulnerability, held.done_on') }}
) as planned
inner join plan on planned.base + planned.plan_id = plan.plan
left join people_record as records on planned.base + planned.person_id = records.own
where planned.person_id is null or records.record is not null;

create temp table result as
select
    plan.plan,
    plan.household,
    records.person,
    results.vulnerability,
    results.reached,
    results.reached_on
from ({{ in_force('results', 'held.plan_id, held.person_id, held.vulnerability, held.reached, held.reached_on') }})
    as results
inner join plan on results.base + results.plan_id = plan.plan
left join people_record as records on results.base + results.person_id = records.own
where results.person_id is null or records.record is not null;

create temp table service as
select
    households.household,
    households.county_code,
    households.siruta,
    records.person,
    services.base + services.worker_id as worker,
    services.action,
    services.mode,
    services.outcome,
    services.started_on,
    services.ended_on,
    actions.vulnerability
from (
    {{ in_force('services', 'held.household_id, held.person_id, held.planned_action_id, held.worker_id, held.action, '
                'held.mode, held.outcome, held.started_on, held.ended_on') }}
) as services
inner join spor_household as households on services.base + services.household_id = households.household
left join people_record as records on services.base + services.person_id = records.own
left join plan_action as actions on services.base + services.planned_action_id = actions.plan_action
where services.person_id is null or records.record is not null;

create temp table visit as
select
    households.household,
    households.siruta,
    visits.base + visits.worker_id as worker,
    visits.base + visits.notification_id as notification,
    visits.visited_at,
    quarter_start(local_date(visits.visited_at)) as first_day,
    visits.place,
    visits.minutes
from (
    {{ in_force('visits', 'held.household_id, held.worker_id, held.notification_id, held.visited_at, held.place, '
                'held.minutes') }}
) as visits
inner join spor_household as households on visits.base + visits.household_id = households.household;

create temp table team_member as
select
    workers.own_key as worker,
    uats.siruta,
    workers.profession,
    members.fte,
    case when members.joined_on < teams.formed_on then teams.formed_on else members.joined_on end as valid_from,
    least(teams.ended_on, members.left_on) as valid_to
from ({{ in_force('team_members', 'held.team_id, held.worker_id, held.joined_on, held.left_on, held.fte') }}) as members
inner join ({{ in_force('teams', 'held.uat, held.formed_on, held.ended_on') }}) as teams
    on members.base + members.team_id = teams.own_key
inner join ({{ in_force('workers', 'held.profession') }}) as workers
    on members.base + members.worker_id = workers.own_key
left join uats on cast(teams.uat as varchar) = uats.siruta;

-- Records that tell of needs, with the stay in evidence to which each belongs. Who died in one system did so in all;
-- Primero never says that something is no longer there.
create temp table need_record as
with until_death as (
    select
        record,
        person,
        source,
        recorded_at,
        least(removed_at, died_at) as removed_at,
        case when died_at <= removed_at or removed_at is null then 'deceased' else removed_reason end as removed_reason
    from (
        select
            *,
            coalesce(left_reason, 'other') as removed_reason,
            min(case when left_reason = 'deceased' then removed_at end) over (partition by person) as died_at
        from people_record
        where is_shared and is_counted and source in ('amc', 'spor')
    )
),

stays as (
    select
        *,
        count(*) filter (where begins_stay) over (partition by person order by recorded_at, record rows unbounded preceding)
            as stay
    from (
        select
            *,
            not coalesce(bool_or(removed_at is null) over before_it, false)
            and coalesce(recorded_at > max(removed_at) over before_it, true) as begins_stay
        from until_death
        window before_it as (
            partition by person order by recorded_at, record rows between unbounded preceding and 1 preceding
        )
    )
),

last_of_stay as (
    select
        person,
        stay,
        removed_at,
        removed_reason
    from stays
    qualify row_number() over (
        partition by person, stay
        order by (removed_at is null) desc, removed_at desc, (removed_reason = 'deceased') desc, record asc
    ) = 1
)

select
    stays.record,
    stays.person,
    stays.source,
    true as is_shared,
    stays.recorded_at,
    stays.removed_at,
    cast(stays.stay as integer) as stay,
    local_date(ends.removed_at) as removed_on,
    case when ends.removed_at is not null then ends.removed_reason end as removed_reason
from stays
inner join last_of_stay as ends on stays.person = ends.person and stays.stay = ends.stay

union all

select
    record,
    person,
    source,
    false as is_shared,
    recorded_at,
    removed_at,
    1 as stay,
    local_date(removed_at) as removed_on,
    case when removed_at is not null then coalesce(left_reason, 'other') end as removed_reason
from people_record
where not is_shared and is_counted and source in ('amc', 'spor');

create temp table need_state as
select
    records.record,
    records.person,
    records.source,
    records.is_shared,
    records.stay,
    states.recorded_at,
    states.state_id,
    greatest(states.recorded_at, records.recorded_at) as told_at,
    local_date(greatest(states.recorded_at, records.recorded_at)) as told_on,
    states.low,
    states.high,
    states.answered_low,
    states.answered_high
from state as states
inner join need_record as records
    on
        states.record = records.record
        and (records.removed_at is null or states.recorded_at < records.removed_at);

{# The numbers of the bits that are set, a row each: eleven bits at a time are looked up. #}
{% macro set_bits(relation, low, high) %}
    select
        parts.* exclude (part, word),
        bits.number
    from (
        select
            *,
            unnest([{% for shift in range(0, 63, 11) %}({{ low }} >> {{ shift }}) & 2047, ({{ high }} >> {{ shift }}) & 2047{{ ", " if not loop.last }}{% endfor %}]) as word,
            unnest(range(12)) as part
        from {{ relation }}
    ) as parts
    inner join bit_word as bits on parts.part = bits.part and parts.word = bits.word
    where parts.word <> 0
{% endmacro %}
create temp table bit_word as
select
    parts.part,
    words.word,
    bits.number
from range(12) as parts (part)
cross join range(1, 2048) as words (word)
inner join vulnerability_bit as bits
    on ((case when parts.part % 2 = 0 then bits.low else bits.high end >> cast(parts.part // 2 * 11 as integer)) & words.word & 2047) <> 0;

-- The days on which a vulnerability of a person appears or goes. The nurses' states tell of all vulnerabilities, so that
-- of whom only they know, one state is compared with the one before, all bits at once.
create temp table turn as
with last_of_day as (
    select
        person,
        told_on,
        low,
        high
    from need_state
    where not is_shared and source = 'amc'
    qualify lead(told_on) over (partition by person order by recorded_at, state_id) is distinct from told_on
),

changes as (
    select
        person,
        told_on,
        low,
        high,
        xor(low, coalesce(lag(low) over of_person, 0)) as turned_low,
        xor(high, coalesce(lag(high) over of_person, 0)) as turned_high
    from last_of_day
    window of_person as (partition by person order by told_on)
),

-- Of the others a state tells only of what was answered. While a better source has a say in a dimension others do not
-- count; of several answers of one day the last does.
found as (
    select
        person,
        bit_or(low) as low,
        bit_or(high) as high
    from need_state
    where is_shared or source <> 'amc'
    group by person
),

asked as (
    select
        states.*,
        states.answered_low & found.low as asked_low,
        states.answered_high & found.high as asked_high
    from need_state as states
    inner join found on states.person = found.person
    where states.is_shared or states.source <> 'amc'
),

answers as (
    select
        states.person,
        states.record,
        states.is_shared,
        states.stay,
        bits.number,
        bits.dimension,
        states.told_at,
        states.told_on,
        states.recorded_at,
        states.state_id,
        (states.low & bits.low) | (states.high & bits.high) <> 0 as is_there,
        case bits.dimension
            {% for dimension in dimension_bits %}
            when '{{ dimension }}' then {{ rank(dimension, 'states.source') }}
            {% endfor %}
        end as source_rank
    from ({{ set_bits('asked', 'asked_low', 'asked_high') }}) as states
    inner join vulnerability_bit as bits on states.number = bits.number
),

-- since when each record of people in several systems has a say in a dimension
speaker as (
    select
        records.record,
        records.person,
        dimensions.dimension,
        case dimensions.dimension
            {% for dimension in dimension_bits %}
            when '{{ dimension }}' then {{ rank(dimension, 'records.source') }}
            {% endfor %}
        end as source_rank,
        min(greatest(states.recorded_at, records.recorded_at)) as speaks_from,
        records.removed_at as speaks_until
    from need_record as records
    inner join state as states
        on
            records.record = states.record
            and (records.removed_at is null or records.removed_at > states.recorded_at)
    inner join (
        values {% for dimension, bit in dimension_bits.items() %}('{{ dimension }}', {{ bit }}){{ ", " if not loop.last }}{% endfor %}
    ) as dimensions (dimension, bit) on states.dimensions_assessed & dimensions.bit <> 0
    where records.is_shared
    group by records.record, records.person, dimensions.dimension, records.source, records.removed_at
),

daily as (
    select
        person,
        stay,
        number,
        told_on,
        is_there
    from answers
    where
        source_rank is not null
        and not exists (
            select 1 from speaker as better
            where
                answers.is_shared
                and answers.person = better.person
                and answers.dimension = better.dimension
                and answers.source_rank > better.source_rank
                and answers.told_at >= better.speaks_from
                and (better.speaks_until is null or answers.told_at < better.speaks_until)
        )
    qualify row_number() over (
        partition by person, stay, number, told_on order by told_at desc, recorded_at desc, state_id desc, record desc
    ) = 1
)

select
    changes.person,
    1 as stay,
    bits.number,
    changes.told_on,
    (changes.low & bits.low) | (changes.high & bits.high) <> 0 as is_there
from ({{ set_bits('changes', 'turned_low', 'turned_high') }}) as changes
inner join vulnerability_bit as bits on changes.number = bits.number

union all

select *
from daily
qualify is_there is distinct from coalesce(
    lag(is_there) over (partition by person, stay, number order by told_on), false
);

create temp table need_spell as
with spells as (
    select
        person,
        stay,
        number,
        told_on as found_on,
        lead(told_on) over by_day as resolved_on,
        lead(told_on, 2) over by_day as relapsed_on
    from turn
    window by_day as (partition by person, stay, number order by told_on)
    qualify is_there
),

ends as (
    select distinct
        person,
        stay,
        removed_on,
        removed_reason
    from need_record
)

select
    row_number() over () as need,
    spells.*,
    ends.removed_on,
    ends.removed_reason
from spells
inner join ends on spells.person = ends.person and spells.stay = ends.stay;

-- What was agreed, done and reached about a vulnerability; what is of a whole household is of its members of that day.
-- A plan counts from its signature for as long as it runs. Without a plan nothing else is asked.
create temp table need_answer as
with agreed as (
    select
        named.household,
        named.person,
        named.vulnerability,
        plan.signed_on,
        case when plan.runs_until < plan.signed_on then plan.signed_on else plan.runs_until end as until_on
    from (
        select plan, household, person, vulnerability from plan_action
        union all
        select plan, household, person, vulnerability from result
    ) as named
    inner join plan on named.plan = plan.plan
),

told as (
    select household, person, vulnerability, 'planned' as milestone, signed_on as happened_on, until_on
    from agreed

    union all

    select household, person, vulnerability, 'acted', done_on, done_on
    from plan_action

    union all

    select household, person, vulnerability, 'acted', coalesce(ended_on, started_on), coalesce(ended_on, started_on)
    from service
    where outcome = 'delivered'

    union all

    select household, person, vulnerability, 'reached', reached_on, reached_on
    from result
    where reached

    union all

    -- the nurses' services to people who stand in SPOR too
    select null, records.person, codes.vulnerability, 'acted', services.date, services.date
    from {{ dump('amc', 'interventions', that_speak=true) }} as interventions
    inner join speaking on interventions.delivery = speaking.delivery
    inner join people_record as records
        on speaking.base + interventions.beneficiary_id = records.own and records.is_shared
    inner join {{ dump('amc', 'interventionable_individual_services', that_speak=true) }} as services
        on interventions.delivery = services.delivery and interventions.interventionable_id = services.id
    inner join code as codes on codes.source = 'amc' and interventions.vulnerability_id = codes.code
    where interventions.interventionable_type = 'individual_service' and services.status = 'realized'
)

select
    coalesce(told.person, members.person) as person,
    bits.number,
    told.milestone,
    told.happened_on,
    told.until_on
from told
inner join vulnerability_bit as bits on told.vulnerability = bits.vulnerability
left join household_member as members
    on
        told.person is null
        and told.household = members.household
        and told.happened_on >= members.valid_from
        and (members.valid_to is null or told.happened_on < members.valid_to)
where told.happened_on is not null and coalesce(told.person, members.person) is not null;

-- the needs of people of SPOR's households, which alone can be planned for
create temp table need_step as
with needs as (
    select
        *,
        coalesce(resolved_on, removed_on) as ended_on
    from need_spell
    where person in (select household_member.person from household_member)
        or person in (select need_answer.person from need_answer)
),

answered as (
    select
        needs.need,
        min(greatest(answers.happened_on, needs.found_on)) filter (where answers.milestone = 'planned') as planned_on,
        min(answers.happened_on) filter (where answers.milestone = 'acted') as acted_on,
        min(answers.happened_on) filter (where answers.milestone = 'reached') as reached_on
    from needs
    inner join need_answer as answers
        on
            needs.person = answers.person
            and needs.number = answers.number
            and (answers.until_on is null or needs.found_on <= answers.until_on)
            and (needs.ended_on is null or needs.ended_on >= answers.happened_on)
    group by needs.need
),

in_care as (
    select
        needs.need,
        min(greatest(members.valid_from, needs.found_on)) as in_care_on
    from needs
    inner join household_member as members
        on
            needs.person = members.person
            and (members.valid_to is null or needs.found_on < members.valid_to)
            and (needs.ended_on is null or needs.ended_on >= members.valid_from)
    group by needs.need
)

select
    needs.need,
    q_of(in_care.in_care_on) as in_care_q,
    q_of(answered.planned_on) as planned_q,
    q_of(answered.acted_on) as acted_q,
    q_of(answered.reached_on) as reached_q
from needs
left join in_care on needs.need = in_care.need
left join answered on needs.need = answered.need;

-- SPOR's households from the first day on which a member had a need to the first day on which none had
create temp table household_course as
with carried as (
    select
        members.household,
        greatest(needs.found_on, members.valid_from) as began_on,
        least(members.valid_to, needs.ended_on) as ended_on,
        case
            when members.valid_to < needs.ended_on then 'competing'
            when needs.resolved_on is not null then 'event'
            when needs.removed_reason in ('deceased', 'departed') then 'competing'
            when needs.removed_reason is not null then 'lost'
        end as outcome
    from (
        select
            *,
            coalesce(resolved_on, removed_on, date '9999-12-31') as ended_on
        from need_spell
    ) as needs
    inner join household_member as members
        on
            needs.person = members.person
            and needs.ended_on > members.valid_from
            and (members.valid_to is null or needs.found_on < members.valid_to)
),

in_order as (
    select
        *,
        coalesce(began_on > max(ended_on) over (
            partition by household order by began_on, ended_on rows between unbounded preceding and 1 preceding
        ), false) as is_after_a_gap
    from carried
),

first_spell as (
    select *
    from in_order
    qualify not bool_or(is_after_a_gap) over (
        partition by household order by began_on, ended_on rows between unbounded preceding and current row
    )
),

ends as (
    select
        *,
        min(began_on) over (partition by household) as first_day,
        max(ended_on) over (partition by household) as last_day
    from first_spell
)

select
    households.county_code,
    households.siruta,
    ends.first_day as began_on,
    nullif(ends.last_day, date '9999-12-31') as ended_on,
    case
        when ends.last_day = date '9999-12-31' then null
        when bool_or(ends.outcome = 'competing') then 'competing'
        when bool_or(ends.outcome = 'lost') then 'lost'
        else 'event'
    end as outcome
from ends
inner join spor_household as households on ends.household = households.household
where ends.ended_on = ends.last_day
group by ends.household, households.county_code, households.siruta, ends.first_day, ends.last_day;
