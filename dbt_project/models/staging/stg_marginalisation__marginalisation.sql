select
    delivery,
    cast(uat as varchar) as siruta,
    degree,
    share
from {{ dump_rows('marginalisation', 'marginalisation') }}
