select
    delivery,
    id as county_id,
    cast(siruta as varchar) as siruta
from {{ dump_rows('amc', 'counties') }}
