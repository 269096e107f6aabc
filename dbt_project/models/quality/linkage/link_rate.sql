-- How much of each source is linked: records, those that have what the passes need, those of a person whom another
-- record is of too, and those of a person whom another source knows, by county.
with people as (
    select
        person_key,
        count(*) as records,
        count(distinct source) as systems
    from {{ ref('person_record') }}
    group by person_key
)

select
    records.source,
    records.county_code,
    count(*) as records,
    {{ count_where('records.cnp_key is not null') }} as with_cnp,
    {{ count_where("records.cnp_key is not null or (
        records.birth_date is not null and records.sex is not null and records.name_key is not null
    )") }} as linkable,
    {{ count_where("links.linked_by = 'name'") }} as linked_by_name,
    {{ count_where("links.linked_by = 'sound'") }} as linked_by_sound,
    {{ count_where("links.linked_by = 'county'") }} as linked_by_county,
    {{ count_where('people.records > 1') }} as linked,
    {{ count_where('people.systems > 1') }} as known_to_another_source,
    {{ count_where('people.systems > 1') }} / count(*) as link_rate
from {{ ref('person_record') }} as records
inner join {{ ref('person_link') }} as links on records.record_key = links.record_key
inner join people on records.person_key = people.person_key
group by records.source, records.county_code
