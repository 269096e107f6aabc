-- Which deliveries tell of a quarter of the run: of those in force for a county all up to it, or the first where none
-- is as old, which holds what was before it too. Of a register the newest of these: it has the figures of its time.
select
    quarters.period,
    told.source,
    told.county_code,
    told.delivery,
    told.period as told_in,
    told.period = max(told.period) over of_county as is_newest
from (
    select
        *,
        min(period) over (partition by source, county_code) as first_period
    from {{ ref('delivery_in_force') }}
    where is_in_force
) as told
cross join {{ ref('dim_quarter') }} as quarters
inner join {{ ref('sources') }} as sources on told.source = sources.source
where told.period <= greatest(quarters.period, told.first_period)
window of_county as (partition by quarters.period, told.source, told.county_code)
qualify sources.kind <> 'register' or told.period = max(told.period) over of_county
