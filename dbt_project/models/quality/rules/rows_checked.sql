-- Accepted rows of the deliveries of record of each quarter, superseded since or not, by table and UAT. AMC's list of
-- localities has rows of all UATs and tells of none.
with told as (
    {{ rows_of_record('stg_lake__delivery_places') }}
)

select
    source,
    delivery,
    period,
    county_code,
    siruta,
    table_name,
    rows
from told
where not (source = 'amc' and table_name in ('counties', 'cities'))
