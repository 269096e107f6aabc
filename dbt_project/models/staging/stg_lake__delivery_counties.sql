select
    delivery,
    county_code,
    people,
    covers
from {{ source('lake', 'delivery_counties') }}
