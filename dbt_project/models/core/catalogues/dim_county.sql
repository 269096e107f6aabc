select
    county_code,
    siruta,
    nuts3,
    name,
    region
from {{ ref('counties') }}
