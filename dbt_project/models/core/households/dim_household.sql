-- Of AMC the households that its people name; of SPOR all that are in force, those without a member too.
with spor as (
    {{ current_rows('spor', 'households', 'stg_spor__households', 'household_id') }}
),

amc as (
    select
        household_key,
        any_value(delivery) as delivery,
        {{ first_by('siruta', 'record_key') }} as siruta,
        {{ first_by('county_code', 'record_key') }} as county_code,
        {{ first_by('area', 'record_key') }} as area,
        min(recorded_at) as registered_at
    from {{ ref('person_record_amc') }}
    where household_key is not null
    group by household_key
)

select
    household_key,
    'amc' as source,
    delivery,
    county_code,
    siruta,
    area,
    cast(null as boolean) as is_in_marginalised_area,
    registered_at,
    cast(null as timestamp) as closed_at,
    cast(null as varchar) as closing_reason
from amc

union all

select
    {{ record_key('spor', 'spor.scope', 'spor.household_id') }} as household_key,
    'spor' as source,
    spor.delivery,
    coalesce(uats.county_code, spor.scope) as county_code,
    uats.siruta,
    coalesce(spor.residence, uats.area) as area,
    spor.marginalised_area as is_in_marginalised_area,
    spor.registered_at,
    spor.closed_at,
    spor.closing_reason
from spor
left join {{ ref('dim_uat') }} as uats on spor.siruta = uats.siruta
