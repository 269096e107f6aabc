select
    delivery,
    year,
    cast(uat as varchar) as siruta,
    sex,
    age,
    people
from {{ source('population', 'population') }}
