select
    source,
    delivery,
    period,
    sha256,
    seen,
    kind,
    since,
    received_on
from {{ source('lake', 'deliveries') }}
where period <= '{{ var("period") }}'
