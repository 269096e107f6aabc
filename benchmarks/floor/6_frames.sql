-- The frames: units of analysis, a row a unit and quarter, with the columns that the catalogue's expressions name.
{% macro flags(of) %}
{% for dimension, bit in dimension_bits.items() %}
{{ of }}.dimensions_assessed & {{ bit }} <> 0 as {{ dimension | lower }}_assessed,
{{ of }}.{{ 'high' if dimension == 'HEA' else 'low' }} & {{ dimension_masks[dimension] }} <> 0 as {{ dimension | lower }},
{% endfor %}
{% for bit in vulnerability_bits %}
{{ of }}.{{ 'high' if bit.high else 'low' }} & {{ bit.high or bit.low }} <> 0 as {{ bit.vulnerability }}{{ "," if not loop.last }}
{% endfor %}
{% endmacro %}
{% macro at_risk_or_excluded(poor) %}
case
    when
        {{ poor }} is not null
        and severely_deprived is not null
        and (low_work_intensity is not null or outside_work_intensity)
        then {{ poor }} or severely_deprived or coalesce(low_work_intensity, false)
end
{% endmacro %}
create temp view person_quarter as
with people as (
    select
        states.*,
        {% for name in answers %}answers.{{ name }},
        {% endfor %}
        answers.answered_on,
        answers.activity_status in ('employed', 'self_employed') as employed,
        -- who is no adult yet is asked about school only
        answers.enrolled
        or case when states.age < 18 then coalesce(answers.training_4w, false) else answers.training_4w end
            as in_education,
        conditions.equivalised_income,
        conditions.equivalised_income < thresholds.published as at_risk_of_poverty,
        conditions.equivalised_income < thresholds.computed as at_risk_of_poverty_computed,
        case when states.age < 65 then conditions.low_work_intensity end as low_work_intensity,
        coalesce(states.age >= 65 or conditions.workers = 0, false) as outside_work_intensity,
        case
            when states.age < 16 then conditions.children_severely_deprived
            when states.age >= 16
                then {{ enough(
                    'conditions.household_lacks + ' ~ counted(person_items, 'answers'),
                    'conditions.household_unknown + ' ~ counted(person_items, 'answers', ' is null'),
                    limits.severe_deprivation_items_min) }}
        end as severely_deprived,
        conditions.overcrowded
    from person_quarter_state as states
    left join person_answer as answers on states.q = answers.q and states.person = answers.person
    left join living_conditions as conditions
        on states.q = conditions.q and states.household = conditions.household
    left join poverty_threshold as thresholds on states.q = thresholds.q
)

select
    people.q,
    people.county_code,
    people.siruta,
    people.area,
    people.sex,
    people.age,
    bands.age_band,
    people.low,
    people.high,
    people.dimensions_assessed,
    people.dimensions_assessed <> 0 as assessed,
    people.state_age_days,
    people.work_status is not null as employment_known,
    coalesce(people.work_status = 'no', false) as not_working,
    {{ flags('people') }},
    {% for name in answers %}people.{{ name }},
    {% endfor %}
    quarter.last_day - people.answered_on as answers_age_days,
    people.employed,
    people.in_education,
    not people.employed and not people.in_education as neet,
    people.equivalised_income,
    people.at_risk_of_poverty,
    people.at_risk_of_poverty_computed,
    people.severely_deprived,
    people.low_work_intensity,
    {{ at_risk_or_excluded('people.at_risk_of_poverty') }} as at_risk_or_excluded,
    {{ at_risk_or_excluded('people.at_risk_of_poverty_computed') }} as at_risk_or_excluded_computed,
    people.overcrowded
from people
inner join quarter on people.q = quarter.q
left join band_of as bands on people.age = bands.age;

-- a household is where `household` has it; what was done for it counts for some quarters, for a person if an adult
create temp view household_quarter as
with households as (
    select
        people.q,
        people.household,
        count(*) filter (where people.age >= 18) as adults,
        bit_or(people.dimensions_assessed) as dimensions_assessed,
        bit_or(people.low) as low,
        bit_or(people.high) as high,
        case
            when count(*) filter (where people.age >= 18 and answers.health_insurance) > 0 then true
            when count(*) filter (where people.age >= 18 and answers.health_insurance is null) = 0 then false
        end as adult_insured
    from person_quarter_state as people
    left join person_answer as answers on people.q = answers.q and people.person = answers.person
    where people.household is not null
    group by people.q, people.household
),

done as (
    select household, person, action, coalesce(ended_on, started_on) as done_on
    from service
    where outcome = 'delivered'

    union all

    select household, person, action, done_on
    from plan_action
    where done_on is not null
),

helped as (
    select
        done.household,
        counting.action_group,
        q_of(done.done_on) as q,
        max(case
            when done.person is null then 1
            when date_sub('year', people.birth_date, done.done_on) between 18 and {{ limits.age_max }} then 1
            else 0
        end) as adults
    from done
    inner join action_groups as counting on done.action = counting.action
    left join person as people on done.person = people.person
    group by all
),

helped_lately as (
    select
        quarter.q,
        helped.household,
        bool_or(helped.action_group = 'overcrowding_advice' and helped.adults = 1) as overcrowding_advised,
        bool_or(helped.action_group = 'unhealthy_housing_help') as unhealthy_housing_helped
    from helped
    inner join quarter
        on helped.q <= quarter.q and helped.q > quarter.q - {{ limits.action_quarters | int }}
    group by quarter.q, helped.household
)

select
    households.q,
    places.source,
    places.county_code,
    places.siruta,
    places.area,
    households.adults,
    households.low,
    households.high,
    households.dimensions_assessed,
    households.dimensions_assessed <> 0 as assessed,
    {{ flags('households') }},
    bit_count(cast({{ dimensions_of('households.low', 'households.high') }} as integer)) as dimensions_found,
    households.adult_insured,
    coalesce(helped_lately.overcrowding_advised, false) as overcrowding_advised,
    coalesce(helped_lately.unhealthy_housing_helped, false) as unhealthy_housing_helped
from households
inner join quarter on households.q = quarter.q
inner join household as places
    on households.household = places.household and (places.closed_at is null or quarter.ends_at <= places.closed_at)
left join helped_lately on households.q = helped_lately.q and households.household = helped_lately.household;

-- Needs that were open at some time of a quarter, where and who the person was at its end; of who had left evidence by
-- then, as last known.
create temp view need_quarter as
with needs as (
    select
        spells.person,
        spells.number,
        q_of(spells.resolved_on) as resolved_q,
        steps.in_care_q,
        steps.planned_q,
        steps.acted_q,
        steps.reached_q,
        unnest(range(
            from_0(q_of(spells.found_on)),
            least(
                coalesce(q_of(coalesce(spells.resolved_on, spells.removed_on)), 127),
                (select max(q) from quarter)
            ) + 1
        )) as q
    from need_spell as spells
    left join need_step as steps on spells.need = steps.need
)

select
    needs.q,
    case when states.person is null then people.county_code else states.county_code end as county_code,
    case when states.person is null then people.siruta else states.siruta end as siruta,
    bits.dimension,
    bits.vulnerability,
    case when states.person is null then people.sex else states.sex end as sex,
    case when states.person is null then uats.area else states.area end as area,
    case when states.person is null then age_on(people.birth_date, quarter.last_day) else states.age end as age,
    bands.age_band,
    coalesce(needs.planned_q <= needs.q, false) as is_planned,
    coalesce(needs.planned_q <= needs.q, false) or coalesce(needs.in_care_q <= needs.q, false) as can_be_planned,
    coalesce(needs.planned_q <= needs.q and least(needs.acted_q, needs.reached_q) <= needs.q, false) as is_acted_on,
    coalesce(needs.planned_q <= needs.q and needs.reached_q <= needs.q, false) as is_result_reached,
    coalesce(needs.resolved_q <= needs.q, false) as is_resolved
from needs
inner join quarter on needs.q = quarter.q
inner join vulnerability_bit as bits on needs.number = bits.number
inner join person as people on needs.person = people.person
left join person_quarter_state as states on needs.q = states.q and needs.person = states.person
left join uats on people.siruta = uats.siruta
left join band_of as bands
    on (case when states.person is null then age_on(people.birth_date, quarter.last_day) else states.age end) = bands.age;

-- in time is a visit until its hours ended, whatever the visit was for; of households that are not in evidence it is not
-- known
create temp view notification_quarter as
with due as (
    select
        notifications.own_key as notification,
        notifications.received_at,
        notifications.received_at + to_hours({{ limits.first_visit_hours | int }}) as due_at,
        households.household,
        coalesce(uats.county_code, notifications.scope) as county_code,
        uats.siruta
    from ({{ in_force('notifications', 'held.household_id, held.uat, held.received_at') }}) as notifications
    left join spor_household as households on notifications.base + notifications.household_id = households.household
    left join uats on cast(notifications.uat as varchar) = uats.siruta
),

seen as (
    select due.notification
    from due
    inner join visit
        on due.notification = visit.notification and visit.visited_at between due.received_at and due.due_at
    union distinct
    select due.notification
    from due
    inner join visit on due.household = visit.household and visit.visited_at between due.received_at and due.due_at
)

select
    quarter.q,
    due.county_code,
    due.siruta,
    due.household is not null or seen.notification is not null as household_known,
    case when seen.notification is not null then true when due.household is not null then false end as visited_in_time
from due
inner join quarter on due.due_at >= quarter.starts_at and due.due_at < quarter.ends_at
left join seen on due.notification = seen.notification;

-- due some months later; of the assessments of one quarter the last one counts
create temp view reassessment_quarter as
with due as (
    select
        household,
        id,
        kind,
        risk_class,
        assessed_at,
        cast(local_date(assessed_at) + to_months({{ limits.reassessment_months | int }}) as date) as due_on,
        lead(local_date(assessed_at)) over (partition by household order by assessed_at, id) as next_on
    from spor_assessment
)

select
    quarter.q,
    households.county_code,
    households.siruta,
    households.area,
    due.risk_class = 'none' as without_risk,
    coalesce(due.next_on <= due.due_on, false) as reassessed_in_time
from due
inner join quarter on due.due_on between quarter.first_day and quarter.last_day
inner join spor_household as households on due.household = households.household
where due.kind <> 'closing' and (households.closed_at is null or local_date(households.closed_at) > due.due_on)
qualify row_number() over (partition by quarter.q, due.household order by due.assessed_at desc, due.id desc) = 1;

-- a profession works on a case by a visit or by a service that begins, one that comes to nothing too
create temp view case_quarter as
with planned as (
    select distinct
        quarter.q,
        households.*
    from plan
    inner join quarter
        on plan.signed_on <= quarter.last_day and (plan.runs_until is null or plan.runs_until >= quarter.last_day)
    inner join spor_household as households on plan.household = households.household
    where households.closed_at is null or households.closed_at >= quarter.ends_at
),

worked as (
    select distinct
        contacts.household,
        contacts.q,
        workers.profession
    from (
        select household, worker, q_of(first_day) as q from visit
        union all
        select household, worker, q_of(started_on) as q from service
    ) as contacts
    inner join (select distinct worker, profession from team_member) as workers on contacts.worker = workers.worker
),

by_profession as (
    select
        planned.q,
        planned.household,
        count(distinct worked.profession) as professions
    from planned
    inner join worked
        on
            planned.household = worked.household
            and planned.q >= worked.q
            and planned.q < worked.q + {{ limits.case_quarters | int }}
    group by planned.q, planned.household
),

begun as (
    select
        household,
        q_of(started_on) as q,
        count(*) as services_begun
    from service
    group by all
)

select
    planned.*,
    coalesce(by_profession.professions, 0) as professions,
    coalesce(begun.services_begun, 0) as services_begun
from planned
left join by_profession on planned.q = by_profession.q and planned.household = by_profession.household
left join begun on planned.household = begun.household and planned.q = begun.q;

create temp view nurse_case_quarter as
select
    quarter.q,
    people.county_code,
    people.siruta,
    people.area,
    coalesce(interventions.integrated, false) as is_integrated
from {{ dump('amc', 'interventions', that_speak=true) }} as interventions
inner join speaking on interventions.delivery = speaking.delivery
inner join people_record as people on speaking.base + interventions.beneficiary_id = people.own
inner join quarter on interventions.created_at >= quarter.starts_at and interventions.created_at < quarter.ends_at
where interventions.interventionable_type = 'case';

-- a service has a row in the quarter in which it began and one in that in which it ended; only the latter tells how
create temp view service_quarter as
select
    quarter.q,
    moments.county_code,
    moments.siruta,
    actions.action,
    coalesce(quarter_start(moments.started_on) = moments.first_day, false) as began,
    coalesce(quarter_start(moments.ended_on) = moments.first_day, false) as ended,
    moments.mode = 'referred' as referred,
    case when quarter_start(moments.ended_on) = moments.first_day then moments.outcome = 'delivered' end as delivered
from (
    select *, quarter_start(started_on) as first_day from service
    union all
    select *, quarter_start(ended_on) as first_day
    from service
    where quarter_start(ended_on) is distinct from quarter_start(started_on)
) as moments
inner join quarter on moments.first_day = quarter.first_day
left join actions on moments.action = actions.action;

create temp view activity_quarter as
select
    quarter.q,
    coalesce(uats.county_code, activities.scope) as county_code,
    uats.siruta,
    activities.dimension,
    activities.participants,
    activities.children
from ({{ in_force('activities', 'held.uat, held.held_on, held.dimension, held.participants, held.children') }})
    as activities
inner join quarter on activities.held_on between quarter.first_day and quarter.last_day
left join uats on cast(activities.uat as varchar) = uats.siruta;

create temp view satisfaction_quarter as
select
    quarter.q,
    households.county_code,
    households.siruta,
    households.area,
    satisfaction.score
from ({{ in_force('satisfaction', 'held.household_id, held.asked_on, held.score') }}) as satisfaction
inner join quarter on satisfaction.asked_on between quarter.first_day and quarter.last_day
inner join spor_household as households on satisfaction.base + satisfaction.household_id = households.household;

create temp table budget_quarter as
select
    quarter.q,
    places.county_code,
    places.siruta,
    amounts.funds,
    cast(sum(case when amounts.kind = 'budget' then amounts.amount end) as double) as budget,
    cast(sum(case when amounts.kind = 'spent' then amounts.amount end) as double) as spent
from ({{ register('costs', 'costs', 'held.uat, held.period, held.kind, held.category, held.funds') }}) as amounts
inner join quarter on amounts.period = quarter.period
inner join uats as places on cast(amounts.uat as varchar) = places.siruta
group by all;
