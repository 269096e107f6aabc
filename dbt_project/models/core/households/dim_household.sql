-- Of AMC the households that its people name, or named in an earlier export; of SPOR all that are in force, those
-- without a member too.
{% set newest_first = "place_rank || ' ' || record_key" %}

with spor as (
    {{ current_rows('spor', 'households', 'stg_spor__households', 'household_id') }}
),

named as (
    select
        household_key,
        record_key,
        delivery,
        county_code,
        siruta,
        area,
        recorded_at,
        1 as place_rank
    from {{ ref('person_record_amc') }}

    union all

    select
        history.household_key,
        history.record_key,
        history.delivery,
        uats.county_code,
        history.siruta,
        uats.area,
        cast(null as timestamp) as recorded_at,
        2 as place_rank
    from {{ ref('person_history') }} as history
    left join {{ ref('dim_uat') }} as uats on history.siruta = uats.siruta
    where history.source = 'amc'
),

amc as (
    select
        household_key,
        {{ first_by('delivery', newest_first) }} as delivery,
        {{ first_by('siruta', newest_first) }} as siruta,
        {{ first_by('county_code', newest_first) }} as county_code,
        {{ first_by('area', newest_first) }} as area,
        min(recorded_at) as registered_at
    from named
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
