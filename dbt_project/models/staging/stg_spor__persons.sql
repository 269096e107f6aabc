select
    delivery,
    id as person_id,
    cnp_key,
    name_key,
    name_sound_key,
    sex,
    birth_date,
    registered_at,
    removed_at,
    removal_reason
from {{ source('spor', 'persons') }}
