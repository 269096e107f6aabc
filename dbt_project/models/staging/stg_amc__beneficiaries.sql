select
    delivery,
    id as beneficiary_id,
    family_id,
    county_id,
    city_id as locality_id,
    cnp_key,
    name_key,
    name_sound_key,
    gender as sex,
    date_of_birth as birth_date,
    work_status,
    created_at as recorded_at,
    updated_at,
    status,
    reason_removed as removal_reason,
    type as client_type
from {{ dump_rows('amc', 'beneficiaries') }}
