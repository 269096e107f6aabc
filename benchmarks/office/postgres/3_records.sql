-- The people as each system records them, and the person that each record is of.
create unlogged table household_place as
select
    scope,
    households.id as household_id,
    coalesce(uats.county_code, scope) as county_code,
    siruta,
    coalesce(residence, uats.area) as area
from households
left join uats on uats.siruta = households.uat::text;
analyze household_place;

create unlogged table raw_record as
with localities as (
    select
        delivery,
        id as city_id,
        uats.*
    from amc_cities
    inner join speaking using (delivery)
    inner join uats on uats.siruta = (case when level = 3 then parent_id else id end)::text
),

source_counties as (
    select
        delivery,
        id as county_id,
        counties.county_code
    from amc_counties
    inner join counties on counties.siruta = amc_counties.siruta::text
),

nurses as (
    select
        people.*,
        scope,
        period,
        speaks_for_all,
        siruta,
        area,
        coalesce(localities.county_code, source_counties.county_code) as county_code
    from amc_beneficiaries as people
    inner join speaking using (delivery)
    left join localities using (delivery, city_id)
    left join source_counties using (delivery, county_id)
),

protection as (
    select
        cases.*,
        scope,
        period,
        speaks_for_all,
        siruta,
        area,
        coalesce(uats.county_code, cases.county) as county_code
    from primero_cases as cases
    inner join speaking using (delivery)
    left join uats on uats.siruta = cases.location::text
    where status is distinct from 'duplicate'
),

newest_spell as (
    select distinct on (memberships.scope, person_id)
        memberships.scope,
        person_id,
        county_code,
        siruta,
        area
    from memberships
    inner join household_place using (scope, household_id)
    where joined_on <= (select max(last_day) from quarter)
    order by memberships.scope, person_id, joined_on desc, id desc
)

select
    'amc:' || scope || ':' || id as record_key,
    'amc' as source,
    delivery,
    period as delivery_period,
    scope,
    id::text as id,
    county_code,
    siruta,
    area,
    cnp_key,
    name_key,
    name_sound_key,
    gender as sex,
    date_of_birth as birth_date,
    work_status,
    type is distinct from 'ocasional' as is_counted,
    created_at as recorded_at,
    case when status = 'removed' then coalesce(updated_at, created_at) end as removed_at,
    null::text [] as codes
from nurses
left join (select delivery, county_code, is_in_force from delivery_in_force) as own using (delivery, county_code)
where coalesce(is_in_force, county_code is not null or speaks_for_all)

union all

select
    'primero:' || scope || ':' || case_id,
    'primero',
    delivery,
    period,
    scope,
    case_id,
    county_code,
    siruta,
    area,
    cnp_key,
    name_key,
    name_sound_key,
    sex,
    date_of_birth,
    null,
    registration_date is not null and (status = 'open' or (status = 'closed' and date_closure is not null)) is true,
    registration_date::timestamp at time zone 'Europe/Bucharest' at time zone 'UTC',
    case when status = 'closed' then date_closure::timestamp at time zone 'Europe/Bucharest' at time zone 'UTC' end,
    protection_concerns
from protection
left join (select delivery, county_code, is_in_force from delivery_in_force) as own using (delivery, county_code)
where coalesce(is_in_force, county_code is not null or speaks_for_all)

union all

select
    'spor:' || scope || ':' || person_id,
    'spor',
    delivery,
    period,
    scope,
    person_id::text,
    coalesce(county_code, scope),
    siruta,
    area,
    cnp_key,
    name_key,
    name_sound_key,
    sex,
    birth_date,
    null,
    true,
    registered_at,
    removed_at,
    null
from (select *, id as person_id from persons) as people
left join newest_spell using (scope, person_id);
analyze raw_record;
