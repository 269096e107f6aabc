select
    source,
    delivery,
    period,
    sha256,
    seen,
    kind,
    since
from {{ source('lake', 'deliveries') }}
where period <= '{{ var("period") }}'
