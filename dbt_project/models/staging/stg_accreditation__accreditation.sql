select
    delivery,
    cast(uat as varchar) as siruta,
    accredited_from,
    accredited_to
from {{ dump_rows('accreditation', 'accreditation') }}
