select
    delivery,
    cast(uat as varchar) as siruta,
    wave,
    joined_on,
    left_on
from {{ dump_rows('programme', 'programme') }}
