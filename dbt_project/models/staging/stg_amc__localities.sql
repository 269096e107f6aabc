select
    delivery,
    id as locality_id,
    cast(case when level = 3 then parent_id else id end as varchar) as siruta
from {{ dump_rows('amc', 'cities') }}
