-- Households, the records of the three sources, and who they are.
create temp table amc_locality as
select
    delivery,
    id as locality_id,
    cast(case when level = 3 then parent_id else id end as varchar) as siruta
from {{ dump('amc', 'cities') }};

create temp table spor_household as
select
    households.own_key as household,
    coalesce(uats.county_code, households.scope) as county_code,
    uats.siruta,
    coalesce(households.residence, uats.area) as area,
    households.closed_at
from ({{ in_force('households', 'held.uat, held.residence, held.closed_at') }}) as households
left join uats on cast(households.uat as varchar) = uats.siruta;

create temp table spor_membership as
select
    memberships.own_key,
    memberships.base + memberships.person_id as record_own,
    households.household,
    memberships.joined_on,
    memberships.left_on,
    memberships.relation
from ({{ in_force('memberships', 'held.person_id, held.household_id, held.joined_on, held.left_on, held.relation') }})
    as memberships
inner join spor_household as households on memberships.base + memberships.household_id = households.household;

-- `own` is the key of a record in its source; `record` numbers all in the order in which the pipeline's keys sort
create temp table record as
with amc as (
    select
        'amc' as source,
        speaking.scope,
        speaking.base + people.id as own,
        cast(people.id as varchar) as id,
        people.delivery,
        speaking.period as delivery_period,
        speaking.base + families.household_id as household,
        coalesce(uats.county_code, counties.county_code) as county_code,
        uats.siruta,
        uats.area,
        people.cnp_key,
        people.name_key,
        people.name_sound_key,
        people.gender as sex,
        people.date_of_birth as birth_date,
        people.work_status,
        people.type is distinct from 'ocasional' as is_counted,
        people.created_at as recorded_at,
        case when people.status = 'removed' then coalesce(people.updated_at, people.created_at) end as removed_at,
        case when people.status = 'removed' then people.reason_removed end as removal_reason,
        speaking.speaks_for_all
    from {{ dump('amc', 'beneficiaries', that_speak=true) }} as people
    inner join speaking on people.delivery = speaking.delivery
    left join amc_locality as localities
        on people.delivery = localities.delivery and people.city_id = localities.locality_id
    left join uats on localities.siruta = uats.siruta
    left join {{ dump('amc', 'counties') }} as source_counties
        on people.delivery = source_counties.delivery and people.county_id = source_counties.id
    left join counties on cast(source_counties.siruta as varchar) = counties.siruta
    left join {{ dump('amc', 'families', that_speak=true) }} as families
        on people.delivery = families.delivery and people.family_id = families.id
),

primero as (
    select
        'primero' as source,
        speaking.scope,
        cast(null as bigint) as own,
        cases.case_id as id,
        cases.delivery,
        speaking.period as delivery_period,
        cast(null as bigint) as household,
        coalesce(uats.county_code, cases.county) as county_code,
        uats.siruta,
        uats.area,
        cases.cnp_key,
        cases.name_key,
        cases.name_sound_key,
        cases.sex,
        cases.date_of_birth as birth_date,
        cast(null as varchar) as work_status,
        coalesce(
            cases.registration_date is not null
            and (cases.status = 'open' or (cases.status = 'closed' and cases.date_closure is not null)),
            false
        ) as is_counted,
        day_start_utc(cases.registration_date) as recorded_at,
        case when cases.status = 'closed' then day_start_utc(cases.date_closure) end as removed_at,
        case when cases.status = 'closed' then cases.closure_reason end as removal_reason,
        speaking.speaks_for_all
    from {{ dump('primero', 'cases', that_speak=true) }} as cases
    inner join speaking on cases.delivery = speaking.delivery
    left join uats on cast(cases.location as varchar) = uats.siruta
    where cases.status is distinct from 'duplicate'
),

-- who has no county counts with a delivery that nothing newer has superseded, not even in part
exported as (
    select people.* exclude (speaks_for_all)
    from (from amc union all from primero) as people
    left join delivery_in_force as own_county
        on people.delivery = own_county.delivery and people.county_code = own_county.county_code
    where coalesce(own_county.is_in_force, people.county_code is not null or people.speaks_for_all)
),

newest_spell as (
    select
        memberships.record_own,
        households.*
    from spor_membership as memberships
    inner join spor_household as households on memberships.household = households.household
    where memberships.joined_on <= last_day_of('{{ period }}')
    qualify row_number() over (
        partition by memberships.record_own order by memberships.joined_on desc, memberships.own_key desc
    ) = 1
),

spor as (
    select
        'spor' as source,
        people.scope,
        people.own_key as own,
        cast(people.id as varchar) as id,
        people.delivery,
        people.delivery_period,
        newest_spell.household,
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
    from ({{ in_force('persons', 'held.* exclude (id)') }}) as people
    left join newest_spell on people.own_key = newest_spell.record_own
)

select
    cast(row_number() over (order by records.source || ':' || records.scope || ':' || records.id) as integer) as record,
    records.* exclude (scope, cnp_key, name_key, name_sound_key, removal_reason),
    code_of(records.cnp_key) as cnp,
    code_of(records.name_key) as name,
    code_of(records.name_sound_key) as sound,
    reasons.left_reason
from (from exported union all by name from spor) as records
left join removal_reasons as reasons
    on records.source = reasons.source and records.removal_reason = reasons.removal_reason;

-- The person whom a record is linked to: the CNP as a number, or else 2^60 and the first of the records. Each pass joins
-- only what the passes before it left alone, and none joins two CNPs.
{% set without_cnp = 1152921504606846976 %}
create temp table linked as
with same_name as (
    select
        birth_date,
        sex,
        siruta,
        name,
        min(cnp) as cnp,
        count(distinct cnp) as cnps,
        min(record) filter (where cnp is null) as first_record
    from record
    where name in (select record.name from record where record.cnp is null)
        and birth_date is not null and sex is not null and siruta is not null
    group by birth_date, sex, siruta, name
    having count(*) > 1 and count(*) > count(cnp)
),

by_name as (
    select
        records.record,
        records.source,
        records.cnp,
        records.birth_date,
        records.sex,
        records.county_code,
        records.siruta,
        records.name,
        records.sound,
        case
            when records.cnp is not null then records.cnp
            when same_name.cnps = 1 then same_name.cnp
            when same_name.cnps = 0 then {{ without_cnp }} + same_name.first_record
            else {{ without_cnp }} + records.record
        end as person
    from record as records
    left join same_name
        on
            records.cnp is null
            and records.birth_date = same_name.birth_date
            and records.sex = same_name.sex
            and records.siruta = same_name.siruta
            and records.name = same_name.name
),

-- no source has two people of one sound, and no two of them have a CNP
same_sound as (
    select
        birth_date,
        sex,
        siruta,
        sound,
        min(person) as person
    from (
        select distinct
            birth_date,
            sex,
            siruta,
            sound,
            source,
            person
        from by_name
        where
            sound in (select by_name.sound from by_name where by_name.person >= {{ without_cnp }})
            and birth_date is not null
            and sex is not null
            and siruta is not null
    )
    group by birth_date, sex, siruta, sound
    having
        count(distinct person) > 1
        and count(distinct person) filter (where person < {{ without_cnp }}) <= 1
        and count(*) = count(distinct source)
),

by_sound as (
    select
        by_name.* exclude (person),
        case when by_name.person >= {{ without_cnp }} then coalesce(same_sound.person, by_name.person) else by_name.person end
            as person
    from by_name
    left join same_sound
        on
            by_name.person >= {{ without_cnp }}
            and by_name.birth_date = same_sound.birth_date
            and by_name.sex = same_sound.sex
            and by_name.siruta = same_sound.siruta
            and by_name.sound = same_sound.sound
),

same_county as (
    select
        birth_date,
        sex,
        county_code,
        name,
        min(person) as person
    from by_sound
    where
        (siruta is not null or cnp is not null)
        and name in (select by_sound.name from by_sound where by_sound.siruta is null and by_sound.cnp is null)
        and birth_date is not null
        and sex is not null
        and county_code is not null
    group by birth_date, sex, county_code, name
    having min(person) = max(person)
)

select
    by_sound.record,
    coalesce(same_county.person, by_sound.person) as person
from by_sound
left join same_county
    on
        by_sound.siruta is null
        and by_sound.cnp is null
        and by_sound.birth_date = same_county.birth_date
        and by_sound.sex = same_county.sex
        and by_sound.county_code = same_county.county_code
        and by_sound.name = same_county.name;

create temp table people_record as
select
    records.* exclude (cnp, name, sound),
    linked.person,
    from_0(q_of(local_date(records.recorded_at))) as q_from,
    least(coalesce(q_of(local_date(records.removed_at)), 127), (select max(q) + 1 from quarter)) as q_until,
    count(*) over (partition by linked.person) > 1 as is_shared
from record as records
inner join linked on records.record = linked.record;

-- one row a person; where sources disagree, that one speaks which is first in the seed source_precedence
create temp table person as
select
    person,
    any_value(sex) as sex,
    any_value(birth_date) as birth_date,
    any_value(county_code) as county_code,
    any_value(siruta) as siruta
from people_record
group by person
having count(*) = 1

union all

select
    person,
    arg_min(sex, ({{ rank('sex') }}, record)) as sex,
    arg_min(birth_date, ({{ rank('birth_date') }}, record)) as birth_date,
    arg_min(county_code, (siruta is null, {{ rank('place') }}, record)) as county_code,
    arg_min(siruta, (siruta is null, {{ rank('place') }}, record)) as siruta
from people_record
where person in (select person from people_record group by person having count(*) > 1)
group by person;

-- Where a household is and until when: of AMC where the first of its members with a locality is.
create temp table household as
select
    household,
    'spor' as source,
    county_code,
    siruta,
    area,
    closed_at
from spor_household

union all

select
    household,
    'amc' as source,
    (arg_min({'c': county_code, 's': siruta, 'a': area}, (siruta is null, record))).c as county_code,
    (arg_min({'c': county_code, 's': siruta, 'a': area}, (siruta is null, record))).s as siruta,
    (arg_min({'c': county_code, 's': siruta, 'a': area}, (siruta is null, record))).a as area,
    cast(null as timestamp) as closed_at
from people_record
where source = 'amc' and household is not null
group by household;

-- spells of local dates, to one household at a time
create temp table household_member as
select
    records.record,
    records.person,
    memberships.household,
    memberships.relation,
    memberships.joined_on as valid_from,
    least(memberships.left_on, lead(memberships.joined_on) over (
        partition by memberships.record_own order by memberships.joined_on, memberships.own_key
    )) as valid_to
from spor_membership as memberships
inner join people_record as records on memberships.record_own = records.own;
