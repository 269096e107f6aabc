-- The people as each source records them: one row a record, and the person whom it is linked to.
with records as (
    {% for source in ['amc', 'spor', 'primero'] %}
    select
        record_key,
        source,
        delivery,
        delivery_period,
        cast(record_id as varchar) as record_id,
        household_key,
        county_code,
        siruta,
        area,
        cnp_key,
        name_key,
        name_sound_key,
        sex,
        birth_date,
        work_status,
        is_counted,
        recorded_at,
        removed_at,
        removal_reason
    from {{ ref('person_record_' ~ source) }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    records.record_key,
    links.person_key,
    cast(row_number() over (partition by links.person_key order by records.record_key) as integer) as key_order,
    records.source,
    records.delivery,
    records.delivery_period,
    records.record_id,
    records.household_key,
    records.county_code,
    records.siruta,
    records.area,
    records.cnp_key,
    records.name_key,
    records.name_sound_key,
    records.sex,
    records.birth_date,
    records.work_status,
    records.is_counted,
    records.recorded_at,
    records.removed_at,
    records.removal_reason
from records
inner join {{ ref('person_link') }} as links on records.record_key = links.record_key
