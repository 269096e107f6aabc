with present as (
    select distinct
        geo_level,
        geo_code
    from {{ history('indicator_value') }}
)

select
    present.geo_level,
    present.geo_code,
    coalesce(uats.county_code, counties.county_code) as county_code,
    coalesce(uats.siruta, counties.siruta) as siruta,
    coalesce(uats.name, counties.name, 'România') as name,
    coalesce(uats.kind, present.geo_level) as kind,
    uats.area
from present
left join {{ ref('dim_uat') }} as uats on present.geo_level = 'uat' and present.geo_code = uats.siruta
left join {{ ref('dim_county') }} as counties
    on present.geo_level = 'county' and present.geo_code = counties.county_code
