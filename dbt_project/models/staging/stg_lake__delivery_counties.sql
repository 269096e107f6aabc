select
    delivery,
    county_code,
    people
from {{ source('lake', 'delivery_counties') }}
