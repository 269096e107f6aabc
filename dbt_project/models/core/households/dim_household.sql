-- Of AMC the households that its people name, or named in an earlier export; of SPOR all that are in force, those
-- without a member too. A household of AMC is where the first of its members with a locality is, and where nobody names
-- it any more, where the last one was.
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
        case when siruta is null then 2 else 1 end as place_rank,
        cast(null as date) as valid_from
    from {{ ref('person_record_amc') }}

    union all

    select
        history.household_key,
        history.record_key,
        history.delivery,
        uats.county_code,
        uats.siruta,
        uats.area,
        cast(null as timestamp) as recorded_at,
        3 as place_rank,
        history.valid_from
    from {{ ref('person_history') }} as history
    inner join {{ ref('person_record_amc') }} as people on history.record_key = people.record_key
    left join {{ ref('dim_uat') }} as uats on history.siruta = uats.siruta
),

amc as (
    select
        household_key,
        delivery,
        county_code,
        siruta,
        area,
        min(recorded_at) over (partition by household_key) as registered_at
    from named
    where household_key is not null
    qualify row_number() over (
        partition by household_key order by place_rank asc, valid_from desc, record_key asc
    ) = 1
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
