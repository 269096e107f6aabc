select
    delivery,
    cast(uat as varchar) as siruta,
    degree,
    share
from {{ source('marginalisation', 'marginalisation') }}
