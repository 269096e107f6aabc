select
    own.source,
    own.delivery,
    own.link,
    earlier.delivery as stored_in
from {{ source('lake', 'deliveries') }} as own
inner join {{ source('lake', 'deliveries') }} as earlier
    on own.source = earlier.source and own.chain = earlier.chain and own.link >= earlier.link
