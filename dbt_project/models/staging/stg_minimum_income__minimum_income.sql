select
    delivery,
    cast(uat as varchar) as siruta,
    month,
    families,
    people
from {{ source('minimum_income', 'minimum_income') }}
