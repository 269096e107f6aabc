select
    action,
    dimension,
    profession,
    name_ro,
    name_en
from {{ ref('actions') }}
