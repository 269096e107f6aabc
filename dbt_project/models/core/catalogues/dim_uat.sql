select
    siruta,
    county_code,
    name,
    kind,
    area
from {{ ref('uats') }}
