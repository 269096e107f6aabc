-- The children of Primero's cases. Only cases that are open, or were closed on a known day, can be in evidence:
-- transferred cases cannot, nor what has no day of registration. Duplicates are left out.
with cases as (
    select
        cases.*,
        uats.siruta as uat,
        coalesce(uats.county_code, cases.county_code) as county,
        uats.area
    from {{ ref('stg_primero__cases') }} as cases
    left join {{ ref('dim_uat') }} as uats on cases.siruta = uats.siruta
),

speaking as (
    {{ speaking_deliveries('primero') }}
)

select
    {{ record_key('primero', 'speaking.scope', 'cases.case_id') }} as record_key,
    'primero' as source,
    cases.delivery,
    speaking.period as delivery_period,
    cases.case_id as record_id,
    cast(null as varchar) as household_key,
    cases.county as county_code,
    cases.uat as siruta,
    cases.area,
    cases.cnp_key,
    cases.name_key,
    cases.name_sound_key,
    cases.sex,
    cases.birth_date,
    cast(null as varchar) as work_status,
    coalesce(
        cases.registered_on is not null
        and (cases.status = 'open' or (cases.status = 'closed' and cases.closed_on is not null)),
        false
    ) as is_counted,
    {{ day_start_utc('cases.registered_on') }} as recorded_at,
    case when cases.status = 'closed' then {{ day_start_utc('cases.closed_on') }} end as removed_at,
    case when cases.status = 'closed' then cases.closing_reason end as removal_reason
from cases
inner join speaking on cases.delivery = speaking.delivery
left join {{ ref('delivery_in_force') }} as own_county
    on cases.delivery = own_county.delivery and cases.county = own_county.county_code
where
    cases.status is distinct from 'duplicate'
    and coalesce(own_county.is_in_force, cases.county is not null or speaking.speaks_for_all)
