-- depends_on: {{ ref('core_failures') }}
with uats as (
    {% for unit in frames() %}
    select distinct
        county_code,
        siruta
    from {{ ref(unit ~ '_quarter') }}
    {% if not loop.last %}union{% endif %}
    {% endfor %}
)

select
    {{ place_level() }} as geo_level,
    {{ place_code() }} as geo_code,
    county_code
from uats
group by rollup(county_code, siruta)
having {{ is_place() }}
