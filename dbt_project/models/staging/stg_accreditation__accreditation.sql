select
    delivery,
    cast(uat as varchar) as siruta,
    accredited_from,
    accredited_to
from {{ source('accreditation', 'accreditation') }}
