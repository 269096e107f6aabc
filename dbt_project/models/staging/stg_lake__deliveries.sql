select
    source,
    delivery,
    period,
    sha256,
    seen,
    kind
from {{ source('lake', 'deliveries') }}
where period <= '{{ var("period") }}'
