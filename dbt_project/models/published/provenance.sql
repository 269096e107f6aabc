select
    speaking.source,
    sources.name_ro as source_ro,
    sources.name_en as source_en,
    speaking.delivery,
    speaking.period as delivery_period,
    deliveries.sha256,
    speaking.county_code
from {{ ref('delivery_in_force') }} as speaking
inner join {{ ref('stg_lake__deliveries') }} as deliveries on speaking.delivery = deliveries.delivery
left join {{ ref('dim_source') }} as sources on speaking.source = sources.source
where speaking.is_in_force
