-- The source systems, and what stands for each in the warehouse.
with present as (
    select
        source,
        count(distinct delivery) as deliveries,
        max(period) as newest_period
    from {{ ref('delivery_in_force') }}
    where is_in_force
    group by source
)

select
    sources.source,
    sources.kind,
    sources.delivers,
    sources.name_ro,
    sources.name_en,
    sources.publisher,
    coalesce(present.deliveries, 0) as deliveries_in_force,
    present.newest_period
from {{ ref('sources') }} as sources
left join present on sources.source = present.source
