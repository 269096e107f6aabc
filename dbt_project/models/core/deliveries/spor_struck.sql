-- What was struck of SPOR, by the deliveries in force.
select distinct
    tombstones.table_name,
    tombstones.record_id,
    speaking.scope,
    speaking.period
from {{ ref('stg_spor__tombstones') }} as tombstones
inner join {{ ref('delivery_in_force') }} as speaking on tombstones.delivery = speaking.delivery
where speaking.is_in_force and speaking.covers
