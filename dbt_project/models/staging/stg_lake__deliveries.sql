select
    source,
    delivery,
    period,
    sha256,
    seen
from {{ source('lake', 'deliveries') }}
where period <= '{{ var("period") }}'
