-- Which records are of one person, step by step: a person is a CNP (c:) or a record without one (r:).
create unlogged table by_name as
with same_name as (
    select
        birth_date,
        sex,
        siruta,
        name_key,
        min(cnp_key) as only_cnp,
        count(distinct cnp_key) as cnps,
        min(record_key) filter (where cnp_key is null) as first_record
    from raw_record
    where num_nulls(birth_date, sex, siruta, name_key) = 0
    group by birth_date, sex, siruta, name_key
    having count(*) > 1 and count(*) > count(cnp_key)
)

select
    record_key,
    source,
    cnp_key,
    birth_date,
    sex,
    siruta,
    county_code,
    name_key,
    name_sound_key,
    case
        when cnp_key is not null then 'c:' || cnp_key
        when cnps = 1 then 'c:' || only_cnp
        when cnps = 0 then 'r:' || first_record
        else 'r:' || record_key
    end as person
from raw_record
left join same_name using (birth_date, sex, siruta, name_key);
analyze by_name;

create unlogged table by_sound as
with same_sound as (
    select
        birth_date,
        sex,
        siruta,
        name_sound_key,
        min(person) as sounding
    from by_name
    where num_nulls(birth_date, sex, siruta, name_sound_key) = 0
    group by birth_date, sex, siruta, name_sound_key
    having
        count(*) > 1
        and count(distinct person) > 1
        and count(distinct person) filter (where person like 'c:%') <= 1
        and count(distinct (source, person)) = count(distinct source)
)

select
    by_name.*,
    case when person like 'r:%' then coalesce(sounding, person) else person end as sounding
from by_name
left join same_sound using (birth_date, sex, siruta, name_sound_key);
analyze by_sound;

create unlogged table link as
with same_county as (
    select
        birth_date,
        sex,
        county_code,
        name_key,
        min(sounding) as only_person
    from by_sound
    where (siruta is not null or cnp_key is not null) and num_nulls(birth_date, sex, county_code, name_key) = 0
    group by birth_date, sex, county_code, name_key
    having min(sounding) = max(sounding)
)

select
    record_key,
    case
        when siruta is null and cnp_key is null then coalesce(only_person, sounding) else sounding
    end as person
from by_sound
left join same_county using (birth_date, sex, county_code, name_key);
analyze link;

-- numbers are shorter than keys; those of records keep the order of the keys, which decides where nothing else does
create unlogged table record as
select
    row_number() over (order by record_key)::int as record,
    dense_rank() over (order by case when person like 'c:%' then left(person, 34) else person end)::int as person,
    raw_record.*
from raw_record
inner join link using (record_key);
analyze record;
