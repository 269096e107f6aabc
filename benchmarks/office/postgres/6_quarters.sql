-- Who is in evidence at each quarter's end, with the state and the place of the time: first each system's records, then
-- each person once.
create unlogged table state_quarter as
select
    period,
    last_day,
    state.*
from (
    select
        *,
        lead(told_at) over (partition by record order by told_at, state_id) as valid_to
    from state
) as state
inner join quarter on ends_at > told_at and (valid_to is null or ends_at <= valid_to);

create unlogged table spell_quarter as
select
    period,
    spell.*
from spell
inner join quarter on last_day >= valid_from and (valid_to is null or last_day < valid_to);
analyze state_quarter, spell_quarter;

create unlogged table record_quarter as
select
    period,
    record,
    person,
    source,
    case when source = 'spor' then coalesce(spells.county_code, records.county_code) else records.county_code end
        as county_code,
    case when source = 'spor' then spells.siruta else records.siruta end as siruta,
    case when source = 'spor' then spells.area else records.area end as area,
    sex,
    case
        when birth_date <= last_day and extract(year from age(last_day, birth_date)) <= age_max.value
            then extract(year from age(last_day, birth_date))::int
    end as age,
    coalesce(states.work_status, case when delivery_period = period then records.work_status end) as work_status,
    last_day - (told_at at time zone 'UTC' at time zone 'Europe/Bucharest')::date as state_age_days,
    coalesce(vulnerabilities, '{}') as vulnerabilities,
    coalesce(dimensions, '{}') as dimensions
from (
    select
        period,
        quarter.last_day,
        record.*
    from record
    inner join quarter on recorded_at < ends_at and (removed_at is null or removed_at >= ends_at)
    where is_counted
) as records
cross join (select value from thresholds where threshold = 'age_max') as age_max
left join (select period, record, told_at, work_status, vulnerabilities, dimensions from state_quarter) as states
    using (period, record)
left join spell_quarter as spells using (period, record);
analyze record_quarter;

-- people with several records, and of each of their dimensions the record that tells it
create unlogged table several as
select
    period,
    person
from record_quarter
group by period, person
having count(*) > 1;
analyze several;

create unlogged table shared as
select *
from record_quarter
inner join several using (period, person);
analyze shared;

create unlogged table telling as
select
    period,
    person,
    dimension,
    (min(array [rank, state_age_days, record]))[3] as record
from shared
cross join unnest(dimensions) as dimension
inner join source_precedence as speaks on speaks.attribute = dimension and speaks.source = shared.source
group by period, person, dimension;
analyze telling;

create unlogged table shared_findings as
with found as (
    select
        period,
        person,
        array_agg(vulnerability) as vulnerabilities
    from shared
    cross join unnest(vulnerabilities) as vulnerability
    inner join vulnerabilities as codes using (vulnerability)
    inner join telling using (period, person, record, dimension)
    group by period, person
),

known as (
    select
        period,
        person,
        array_agg(dimension) as dimensions
    from telling
    group by period, person
)

select *
from known
left join found using (period, person);
analyze shared_findings;

create unlogged table shared_person as
select
    period,
    person,
    (array_agg(county_code order by siruta is null, place.rank, record) filter (where county_code is not null))[1]
        as county_code,
    (array_agg(siruta order by place.rank, record) filter (where siruta is not null))[1] as siruta,
    (array_agg(area order by siruta is null, place.rank, record) filter (where area is not null))[1] as area,
    (array_agg(sex order by of_sex.rank, state_age_days, record) filter (where sex is not null))[1] as sex,
    (array_agg(age order by of_age.rank, state_age_days, record) filter (where age is not null))[1] as age,
    (array_agg(work_status order by of_work.rank, state_age_days, record) filter (where work_status is not null))[1]
        as work_status,
    min(state_age_days) filter (where dimensions <> '{}') as state_age_days
from shared
inner join source_precedence as place on place.attribute = 'place' and place.source = shared.source
inner join source_precedence as of_sex on of_sex.attribute = 'sex' and of_sex.source = shared.source
inner join source_precedence as of_age on of_age.attribute = 'birth_date' and of_age.source = shared.source
left join source_precedence as of_work on of_work.attribute = 'work_status' and of_work.source = shared.source
group by period, person;
analyze shared_person;

create unlogged table person_state as
select
    period,
    county_code,
    siruta,
    area,
    sex,
    age,
    work_status,
    case when dimensions <> '{}' then state_age_days end as state_age_days,
    dimensions,
    vulnerabilities
from record_quarter
where
    not exists (
        select from several where several.period = record_quarter.period and several.person = record_quarter.person
    )

union all

select
    period,
    county_code,
    siruta,
    area,
    sex,
    age,
    work_status,
    state_age_days,
    coalesce(dimensions, '{}'),
    coalesce(vulnerabilities, '{}')
from shared_person
left join shared_findings using (period, person);
analyze person_state;
