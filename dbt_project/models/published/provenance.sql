select
    speaking.source,
    speaking.delivery,
    speaking.period as delivery_period,
    deliveries.sha256,
    speaking.county_code
from {{ ref('delivery_in_force') }} as speaking
inner join {{ ref('stg_lake__deliveries') }} as deliveries on speaking.delivery = deliveries.delivery
where speaking.is_in_force
