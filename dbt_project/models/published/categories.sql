select
    breakdown,
    category,
    position,
    name_ro,
    name_en,
    breakdown_name_ro,
    breakdown_name_en
from {{ ref('breakdowns') }}
