-- UATs at work, and what is left of each county. A register that is in force for a county and has no row of a UAT says
-- that there is nothing; where none is in force nobody knows.
create temp table uat_population as
select
    quarter.q,
    years.*
from (
    select
        places.county_code,
        places.siruta,
        held.year,
        cast(sum(held.people) as bigint) as population,
        cast(sum(case when held.age < 18 then held.people else 0 end) as bigint) as children,
        cast(sum(case when held.age between 15 and 64 then held.people else 0 end) as bigint) as people_15_64
    from ({{ register('population', 'population', 'held.year, held.uat, held.sex, held.age') }}) as held
    inner join uats as places on cast(held.uat as varchar) = places.siruta
    group by all
) as years
inner join quarter
    on years.year between year(quarter.last_day) - {{ limits.population_years_max }} and year(quarter.last_day)
qualify row_number() over (partition by quarter.q, years.siruta order by years.year desc) = 1;

create temp table programme_uat as
select
    cast(held.uat as varchar) as siruta,
    held.wave,
    held.joined_on,
    held.left_on
from ({{ register('programme', 'programme', 'held.uat') }}) as held;

create temp table uat_register as
with speaking_here as (
    select
        county_code,
        bool_or(source = 'programme') as programme,
        bool_or(source = 'accreditation') as accreditation,
        bool_or(source = 'social_services') as social_services,
        max(case when source = 'spor' then period end) as spor_until
    from delivery_in_force
    where covers and is_in_force
    group by county_code
),

delivered as (
    select
        deliveries.county_code,
        deliveries.period,
        count(distinct deliveries.source) as systems
    from delivery_in_force as deliveries
    inner join sources on deliveries.source = sources.source
    where deliveries.is_of_record and sources.kind = 'case_management'
    group by all
),

accredited as (
    select distinct
        quarter.q,
        cast(held.uat as varchar) as siruta
    from ({{ register('accreditation', 'accreditation', 'held.uat, held.accredited_from') }}) as held
    inner join quarter
        on
            held.accredited_from <= quarter.last_day
            and (held.accredited_to is null or held.accredited_to >= quarter.last_day)
),

licensed as (
    select
        quarter.q,
        cast(held.uat as varchar) as siruta,
        count(*) filter (where substr(held.service_code, 5, 2) <> 'CR') as community_services
    from ({{ register('social_services', 'social_services', 'held.licence') }}) as held
    inner join quarter
        on
            held.licensed_from <= quarter.last_day
            and (held.licensed_to is null or held.licensed_to >= quarter.last_day)
    group by all
),

dropout as (
    select
        quarter.q,
        school_years.*
    from (
        select
            county as county_code,
            cast(substr(school_year, 6, 4) as integer) as ended_in,
            cast(sum(enrolled) as bigint) as pupils,
            cast(sum(dropped_out) as bigint) as pupils_dropped_out
        from (
            {{ register('school_dropout', 'school_dropout', 'held.county, held.school_year, held.level', 'held.county') }}
        )
        group by county, school_year
        having count(*) = 3
    ) as school_years
    inner join quarter
        on
            school_years.ended_in <= year(quarter.last_day) - case when month(quarter.last_day) < 9 then 1 else 0 end
            and school_years.ended_in > year(quarter.last_day) - case when month(quarter.last_day) < 9 then 1 else 0 end
            - {{ limits.school_years_max }}
    qualify row_number() over (
        partition by quarter.q, school_years.county_code order by school_years.ended_in desc
    ) = 1
)

select
    quarter.q,
    places.county_code,
    places.siruta,
    places.kind,
    case when speaking_here.programme then members.siruta is not null end as in_programme,
    members.wave,
    coalesce(delivered.systems, 0) as systems_delivered,
    coalesce(speaking_here.spor_until >= quarter.period, false) as told_by_spor,
    case when speaking_here.accreditation then accredited.siruta is not null end as has_accreditation,
    case when speaking_here.social_services then coalesce(licensed.community_services, 0) end
        as licensed_community_services,
    unemployment.registered as unemployed,
    incomes.people as minimum_income_people,
    dropout.pupils,
    dropout.pupils_dropped_out
from uats as places
cross join quarter
left join programme_uat as members
    on
        places.siruta = members.siruta
        and quarter.last_day >= members.joined_on
        and (members.left_on is null or quarter.last_day < members.left_on)
left join delivered on places.county_code = delivered.county_code and quarter.period = delivered.period
left join speaking_here on places.county_code = speaking_here.county_code
left join accredited on places.siruta = accredited.siruta and quarter.q = accredited.q
left join licensed on places.siruta = licensed.siruta and quarter.q = licensed.q
left join ({{ register('unemployment', 'unemployment', 'held.uat, held.month') }}) as unemployment
    on places.siruta = cast(unemployment.uat as varchar) and left(cast(quarter.last_day as varchar), 7) = unemployment.month
left join ({{ register('minimum_income', 'minimum_income', 'held.uat, held.month') }}) as incomes
    on places.siruta = cast(incomes.uat as varchar) and left(cast(quarter.last_day as varchar), 7) = incomes.month
left join dropout on places.county_code = dropout.county_code and quarter.q = dropout.q;

-- a household whose members are recorded in two UATs is one in each; one that was closed is nobody's work any more
create temp table uat_people as
with households as (
    select
        q,
        county_code,
        siruta,
        household,
        count(*) as people,
        count(*) filter (where dimensions_assessed <> 0) as assessed,
        count(*) filter (where dimensions_assessed & {{ dimension_bits.INC }} <> 0) as income_assessed,
        count(*) filter (where dimensions_assessed & {{ dimension_bits.INC }} <> 0 and low & {{ poor_mask }} <> 0) as poor
    from person_quarter_state
    group by q, county_code, siruta, household
)

select
    households.q,
    households.county_code,
    households.siruta,
    cast(sum(households.people) as bigint) as people,
    cast(sum(households.assessed) as bigint) as people_assessed,
    cast(sum(households.income_assessed) as bigint) as people_income_assessed,
    cast(sum(households.poor) as bigint) as people_poor,
    count(open_ones.household) as households,
    count(*) filter (where answers.risk_class = 'multi_risk') as households_multi_risk,
    count(*) filter (where answers.risk_class = 'at_risk') as households_at_risk,
    count(*) filter (where answers.risk_class is not null) as households_classified
from households
inner join quarter on households.q = quarter.q
left join household as open_ones
    on
        households.household = open_ones.household
        and (open_ones.closed_at is null or quarter.ends_at <= open_ones.closed_at)
left join household_answer as answers
    on
        open_ones.household = answers.household
        and households.q >= answers.q_from
        and households.q < answers.q_until
group by households.q, households.county_code, households.siruta;

-- only years whose holidays the seed holds: of another year nobody knows how many days were worked
create temp table working_day as
select
    *,
    sum(case when is_working_day then 1 else 0 end) over (partition by q order by calendar_day) as working_days
from (
    select
        days.q,
        days.calendar_day,
        isodow(days.calendar_day) < 6 and holidays.day is null as is_working_day
    from (
        select q, cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as calendar_day
        from quarter
    ) as days
    left join public_holidays as holidays on days.calendar_day = holidays.day
    where year(days.calendar_day) in (select year(public_holidays.day) from public_holidays)
);

-- who is a member for no part of a full time is not there; a part that is not told may be any
create temp table uat_team as
with spells as (
    select
        quarter.q,
        quarter.last_day,
        members.siruta,
        members.worker,
        members.profession,
        members.fte,
        greatest(members.valid_from, quarter.first_day) as from_day,
        case when members.valid_to <= quarter.last_day then members.valid_to - 1 else quarter.last_day end as to_day
    from team_member as members
    inner join quarter
        on
            members.valid_from <= quarter.last_day
            and (members.valid_to is null or members.valid_to > quarter.first_day)
    where members.siruta is not null and (members.valid_to is null or members.valid_to > members.valid_from)
),

workers as (
    select
        spells.q,
        spells.siruta,
        spells.profession,
        bool_or(to_day = last_day and coalesce(fte > 0, true)) as is_present,
        bool_or(to_day = last_day and fte is null) as fte_is_unknown,
        sum(case when to_day = last_day then fte else 0 end) as fte,
        bool_or(fte * (upto.working_days - since.working_days + case when since.is_working_day then 1 else 0 end) is null)
            as fte_days_are_unknown,
        sum(fte * (upto.working_days - since.working_days + case when since.is_working_day then 1 else 0 end)) as fte_days
    from spells
    left join working_day as since on spells.q = since.q and spells.from_day = since.calendar_day
    left join working_day as upto on spells.q = upto.q and spells.to_day = upto.calendar_day
    group by spells.q, spells.siruta, spells.worker, spells.profession
)

select
    q,
    siruta,
    count(*) filter (where is_present and profession = 'social_worker') as social_workers,
    case
        when not bool_or(fte_is_unknown and profession = 'social_worker')
            then cast(sum(case when profession = 'social_worker' then fte else 0 end) as double)
    end as social_worker_fte,
    count(*) filter (where is_present and profession = 'community_nurse') as community_nurses,
    count(*) filter (where is_present and profession = 'school_counsellor') as school_counsellors,
    case when not bool_or(fte_is_unknown) then cast(sum(fte) as double) end as staff_fte,
    case
        when bool_or(is_present and fte >= 1 and profession = 'social_worker') then true
        when not bool_or(fte_is_unknown and profession = 'social_worker') then false
    end as has_full_time_social_worker,
    case when not bool_or(fte_days_are_unknown) then cast(sum(fte_days) as double) end as fte_days
from workers
group by q, siruta;

-- A household is assisted by a visit, and by a service that began in the quarter and did not come to nothing in it, or
-- that ended in it as delivered.
create temp table uat_work as
select
    quarter.q,
    households.siruta,
    count(distinct case when contacts.is_assisted then contacts.household end) as households_assisted,
    cast(coalesce(sum(contacts.field_minutes), 0) as bigint) as field_minutes,
    cast(coalesce(sum(contacts.office_minutes), 0) as bigint) as office_minutes,
    cast(sum(contacts.results_reached) as bigint) as results_reached
from (
    select
        first_day,
        household,
        true as is_assisted,
        case when place = 'home' then minutes end as field_minutes,
        case when place in ('office', 'centre') then minutes end as office_minutes,
        0 as results_reached
    from visit

    union all

    select quarter_start(started_on), household, true, 0, 0, 0
    from service
    where outcome is null or outcome = 'delivered' or quarter_start(ended_on) > quarter_start(started_on)

    union all

    select quarter_start(ended_on), household, true, 0, 0, 0
    from service
    where outcome = 'delivered'

    union all

    select quarter_start(reached_on), household, false, 0, 0, 1
    from result
    where reached
) as contacts
inner join quarter on contacts.first_day = quarter.first_day
inner join spor_household as households on contacts.household = households.household
where households.siruta is not null
group by all;

{% set people = ['people', 'people_assessed', 'people_income_assessed', 'people_poor', 'households', 'households_multi_risk',
    'households_at_risk', 'households_classified'] %}
{% set population = ['population', 'children', 'people_15_64'] %}
create temp table uat_quarter as
with money as (
    select
        q,
        siruta,
        sum(budget) as budget,
        sum(spent) as spent
    from budget_quarter
    group by q, siruta
),

at_work as (
    select
        registers.*,
        {% for fact in people %}coalesce(people.{{ fact }}, 0) as {{ fact }},
        {% endfor %}
        {% for fact in ['social_workers', 'social_worker_fte', 'community_nurses', 'school_counsellors', 'staff_fte', 'fte_days'] %}
        case when registers.told_by_spor then case when teams.siruta is null then 0 else teams.{{ fact }} end end
            as {{ fact }},
        {% endfor %}
        case when registers.told_by_spor then teams.siruta is not null and teams.has_full_time_social_worker end
            as has_full_time_social_worker,
        {% for fact in ['households_assisted', 'field_minutes', 'office_minutes', 'results_reached'] %}
        case when registers.told_by_spor then coalesce(deeds.{{ fact }}, 0) end as {{ fact }},
        {% endfor %}
        population.population,
        population.children,
        population.people_15_64,
        money.budget,
        money.spent
    from uat_register as registers
    left join uat_people as people on registers.q = people.q and registers.siruta = people.siruta
    left join uat_team as teams on registers.q = teams.q and registers.siruta = teams.siruta
    left join uat_work as deeds on registers.q = deeds.q and registers.siruta = deeds.siruta
    left join uat_population as population on registers.q = population.q and registers.siruta = population.siruta
    left join money on registers.q = money.q and registers.siruta = money.siruta
    where coalesce(registers.in_programme, false) or people.siruta is not null
),

loaded as (
    select
        *,
        case
            when households = 0 or households_classified > 0
                then cast(households_multi_risk as double) / {{ limits.households_norm_multi_risk }}
                + cast(households_at_risk as double) / {{ limits.households_norm_at_risk }}
        end as norm_social_workers
    from at_work
),

-- people without a locality, and the population of the UATs that are not at work
rests as (
    select
        q,
        county_code,
        {{ people | join(', ') }},
        null as population,
        null as children,
        null as people_15_64
    from uat_people
    where siruta is null

    union all

    select
        inhabitants.q,
        inhabitants.county_code,
        {% for fact in people %}0 as {{ fact }},
        {% endfor %}
        inhabitants.population,
        inhabitants.children,
        inhabitants.people_15_64
    from uat_population as inhabitants
    anti join loaded on inhabitants.q = loaded.q and inhabitants.siruta = loaded.siruta
),

told as (
    select q, county_code
    from uat_population
    group by q, rollup(county_code)
),

rest as (
    select
        q,
        county_code,
        {% for fact in people + population %}cast(sum({{ fact }}) as bigint) as {{ fact }}{{ "," if not loop.last }}
        {% endfor %}
    from rests
    group by q, county_code
)

select
    *,
    social_workers > 0 and community_nurses > 0 and school_counsellors > 0 as has_complete_team,
    norm_social_workers > social_worker_fte as is_above_household_norm,
    case when fte_days > 0 then field_minutes >= {{ 60 * limits.field_hours_norm }} * fte_days end as reaches_field_norm,
    case when fte_days > 0 then office_minutes >= {{ 60 * limits.office_hours_norm }} * fte_days end as reaches_office_norm,
    case when staff_fte > 0 then social_worker_fte >= {{ limits.social_worker_share_norm }} * staff_fte end
        as reaches_social_worker_norm,
    {{ is_small('households') }} as few_households,
    {{ is_small('households_multi_risk + households_at_risk') }} as few_at_risk,
    {{ is_small('households_assisted') }} as few_assisted,
    {{ is_small('results_reached') }} as few_results
from loaded

union all by name

select
    rest.q,
    rest.county_code,
    {% for fact in people %}rest.{{ fact }},
    {% endfor %}
    {% for fact in population %}
    case when told.q is not null then coalesce(rest.{{ fact }}, 0) end as {{ fact }}{{ "," if not loop.last }}
    {% endfor %}
from rest
left join told on rest.q = told.q and rest.county_code is not distinct from told.county_code;
