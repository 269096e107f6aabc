select
    delivery,
    case_id,
    status,
    registration_date as registered_on,
    date_of_birth as birth_date,
    sex,
    cnp_key,
    name_key,
    name_sound_key,
    cast(location as varchar) as siruta,
    county as county_code,
    risk_level,
    protection_concerns,
    date_closure as closed_on,
    closure_reason as closing_reason
from {{ dump_rows('primero', 'cases') }}
