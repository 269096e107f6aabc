-- The community risk index as indicators: of a UAT its components, the index and the mean shift of its rank when a
-- weight changes; of a county and the country the mean of these shifts (Saisana, Saltelli and Tarantola, JRSS A 168,
-- 2005).
with told as (
    {{ component_values(ref('community_risk_component'), range(1, 7)) }}

    select
        period,
        'uat' as geo_level,
        siruta as geo_code,
        'CRI-00' as indicator,
        cast(null as bigint) as numerator,
        cast(null as bigint) as denominator,
        risk_index as value
    from {{ ref('community_risk') }}

    union all

    select
        period,
        {{ place_level() }} as geo_level,
        {{ place_code() }} as geo_code,
        'CRI-07' as indicator,
        cast(null as bigint) as numerator,
        cast(null as bigint) as denominator,
        avg(rank_shift) as value
    from {{ ref('community_risk') }}
    group by period, rollup(county_code, siruta)
)

select
    period,
    geo_level,
    geo_code,
    indicator,
    'total' as breakdown,
    'all' as category,
    numerator,
    denominator,
    value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high
from told
where value is not null
