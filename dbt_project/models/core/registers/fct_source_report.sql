-- A place is a county by its car plate or a UAT by its SIRUTA code, which are never alike.
with placed as (
    select
        reports.*,
        uats.siruta,
        coalesce(uats.county_code, counties.county_code) as county_code
    from {{ ref('stg_source_reports__source_reports') }} as reports
    left join {{ ref('dim_uat') }} as uats on reports.place = uats.siruta
    left join {{ ref('dim_county') }} as counties on reports.place = counties.county_code
)

select
    placed.source,
    placed.period,
    case when placed.siruta is null then 'county' else 'uat' end as geo_level,
    placed.place as geo_code,
    placed.county_code,
    placed.figure,
    placed.value,
    placed.delivery
from placed
inner join {{ ref('delivery_in_force') }} as speaking
    on
        placed.delivery = speaking.delivery
        and placed.county_code = speaking.county_code
        and speaking.is_in_force
qualify row_number() over (
    partition by placed.source, placed.period, placed.place, placed.figure
    order by speaking.period desc, speaking.seen desc, placed.delivery desc
) = 1
