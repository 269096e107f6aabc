select
    delivery,
    cast(uat as varchar) as siruta,
    month,
    registered,
    with_benefit
from {{ source('unemployment', 'unemployment') }}
