select
    delivery,
    cast(uat as varchar) as siruta,
    period,
    kind,
    category,
    funds,
    amount
from {{ source('costs', 'costs') }}
