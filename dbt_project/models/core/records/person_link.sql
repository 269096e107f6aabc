-- Which records are of one person. Each pass only joins what the passes before it left alone, and none joins two CNPs:
-- 1. the same CNP;
-- 2. no CNP, but the same birth date, sex, UAT and name as records that have no CNP or all the same one;
-- 3. no CNP, and the same with a name that sounds alike, where no source has two such people;
-- 4. no CNP and no UAT, and the same name, birth date and sex as one person only of the county.
-- Names and CNPs are keyed codes.
with records as (
    {% for source in ['amc', 'spor', 'primero'] %}
    select
        record_key,
        source,
        cnp_key,
        birth_date,
        sex,
        county_code,
        siruta,
        name_key,
        name_sound_key
    from {{ ref('person_record_' ~ source) }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

same_name as (
    select
        birth_date,
        sex,
        siruta,
        name_key,
        min(cnp_key) as cnp_key,
        max(cnp_key) as other_cnp_key,
        min(record_key) filter (where cnp_key is null) as first_record
    from records
    where birth_date is not null and sex is not null and siruta is not null and name_key is not null
    group by birth_date, sex, siruta, name_key
    having count(*) > 1 and count(*) > count(cnp_key)
),

by_name as (
    select
        *,
        'c:' || cnp_key as person
    from records
    where cnp_key is not null

    union all

    select
        records.*,
        case
            when same_name.first_record is null or same_name.cnp_key <> same_name.other_cnp_key
                then 'r:' || records.record_key
            else coalesce('c:' || same_name.cnp_key, 'r:' || same_name.first_record)
        end as person
    from records
    left join same_name
        on
            records.birth_date = same_name.birth_date
            and records.sex = same_name.sex
            and records.siruta = same_name.siruta
            and records.name_key = same_name.name_key
    where records.cnp_key is null
),

same_sound_in_source as (
    select
        birth_date,
        sex,
        siruta,
        name_sound_key,
        min(person) as person,
        max(person) as other_person
    from by_name
    where birth_date is not null and sex is not null and siruta is not null and name_sound_key is not null
    group by birth_date, sex, siruta, name_sound_key, source
),

-- 'c:' sorts before 'r:': where somebody has a CNP, that person is the first
same_sound as (
    select
        birth_date,
        sex,
        siruta,
        name_sound_key,
        min(person) as person
    from same_sound_in_source
    group by birth_date, sex, siruta, name_sound_key
    having
        min(person) <> max(person)
        and bool_and(person = other_person)
        and coalesce(
            min(case when person like 'c:%' then person end) = max(case when person like 'c:%' then person end), true
        )
),

by_sound as (
    select
        *,
        person as sounding
    from by_name
    where person like 'c:%'

    union all

    select
        by_name.*,
        coalesce(same_sound.person, by_name.person) as sounding
    from by_name
    left join same_sound
        on
            by_name.birth_date = same_sound.birth_date
            and by_name.sex = same_sound.sex
            and by_name.siruta = same_sound.siruta
            and by_name.name_sound_key = same_sound.name_sound_key
    where by_name.person like 'r:%'
),

same_county as (
    select
        birth_date,
        sex,
        county_code,
        name_key,
        min(sounding) as person
    from by_sound
    where
        (siruta is not null or cnp_key is not null)
        and birth_date is not null
        and sex is not null
        and county_code is not null
        and name_key is not null
    group by birth_date, sex, county_code, name_key
    having min(sounding) = max(sounding)
),

linked as (
    select
        *,
        sounding as linked_person
    from by_sound
    where siruta is not null or cnp_key is not null

    union all

    select
        by_sound.*,
        coalesce(same_county.person, by_sound.sounding) as linked_person
    from by_sound
    left join same_county
        on
            by_sound.birth_date = same_county.birth_date
            and by_sound.sex = same_county.sex
            and by_sound.county_code = same_county.county_code
            and by_sound.name_key = same_county.name_key
    where by_sound.siruta is null and by_sound.cnp_key is null
)

select
    record_key,
    source,
    {{ short_key('linked_person') }} as person_key,
    linked_person as linked_to,
    case
        when cnp_key is not null then 'cnp'
        when linked_person <> sounding then 'county'
        when sounding <> person then 'sound'
        when person <> 'r:' || record_key then 'name'
        else 'none'
    end as linked_by
from linked
