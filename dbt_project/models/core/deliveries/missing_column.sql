-- What the deliveries in force were not allowed or able to export: what rests on it is not known, which is not none.
select distinct
    speaking.source,
    missing.delivery,
    speaking.county_code,
    missing.table_name,
    missing.column_name
from {{ ref('stg_lake__delivery_missing_columns') }} as missing
inner join {{ ref('delivery_in_force') }} as speaking on missing.delivery = speaking.delivery
where speaking.is_in_force
