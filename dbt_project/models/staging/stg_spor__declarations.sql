select
    delivery,
    county as county_code,
    period,
    kind,
    since,
    made_at
from {{ source('spor', 'delivery') }}
