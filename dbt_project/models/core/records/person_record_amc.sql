-- The nurses' beneficiaries.
with people as (
    select
        beneficiaries.*,
        uats.siruta,
        uats.area,
        coalesce(uats.county_code, counties.county_code) as county_code
    from {{ ref('stg_amc__beneficiaries') }} as beneficiaries
    left join {{ ref('stg_amc__localities') }} as localities
        on beneficiaries.delivery = localities.delivery and beneficiaries.locality_id = localities.locality_id
    left join {{ ref('dim_uat') }} as uats on localities.siruta = uats.siruta
    left join {{ ref('stg_amc__counties') }} as source_counties
        on beneficiaries.delivery = source_counties.delivery and beneficiaries.county_id = source_counties.county_id
    left join {{ ref('dim_county') }} as counties on source_counties.siruta = counties.siruta
),

speaking as (
    {{ speaking_deliveries('amc') }}
)

select
    {{ record_key('amc', 'speaking.scope', 'people.beneficiary_id') }} as record_key,
    'amc' as source,
    people.delivery,
    speaking.period as delivery_period,
    people.beneficiary_id as record_id,
    {{ record_key('amc', 'speaking.scope', 'families.household_id') }} as household_key,
    people.county_code,
    people.siruta,
    people.area,
    people.cnp_key,
    people.name_key,
    people.name_sound_key,
    people.sex,
    people.birth_date,
    people.work_status,
    (people.client_type is distinct from 'ocasional') as is_counted,
    people.recorded_at,
    case when people.status = 'removed' then coalesce(people.updated_at, people.recorded_at) end as removed_at,
    case when people.status = 'removed' then people.removal_reason end as removal_reason
from people
inner join speaking on people.delivery = speaking.delivery
left join {{ ref('stg_amc__families') }} as families
    on people.delivery = families.delivery and people.family_id = families.family_id
left join {{ ref('delivery_in_force') }} as own_county
    on people.delivery = own_county.delivery and people.county_code = own_county.county_code
-- who has no county counts with a delivery that nothing newer has superseded, not even in part
where coalesce(own_county.is_in_force, people.county_code is not null or speaking.speaks_for_all)
