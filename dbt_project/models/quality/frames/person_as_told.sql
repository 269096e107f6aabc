-- The people of SPOR, each row for as long as it was told.
with tellings as (
    {{ tellings('spor') }}
),

persons as (
    {{ rows_as_told('spor', 'persons', 'stg_spor__persons', 'person_id') }}
)

select
    {{ record_key('spor', 'scope', 'person_id') }} as record_key,
    scope,
    told_from,
    told_until,
    {{ fingerprint('cnp_key') }} as cnp_key,
    {{ fingerprint('name_key') }} as name_key,
    sex,
    birth_date,
    registered_at,
    removed_at,
    removal_reason
from persons
