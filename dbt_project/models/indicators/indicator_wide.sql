-- First the smallest cells, then their sums at all levels: a person is counted once, however many sums hold it.
with cells as (
    select
        period,
        county_code,
        siruta,
        area,
        sex,
        age_band,
        {{ indicator_counts() }}
    from {{ ref('person_quarter') }}
    group by period, county_code, siruta, area, sex, age_band
)

select
    period,
    {{ place_level() }} as geo_level,
    {{ place_code() }} as geo_code,
    county_code,
    case
        when grouping(sex) = 0 then 'sex'
        when grouping(age_band) = 0 then 'age'
        when grouping(area) = 0 then 'area'
        else 'total'
    end as breakdown,
    case
        when grouping(sex) = 0 then coalesce(sex, 'unknown')
        when grouping(age_band) = 0 then coalesce(age_band, 'unknown')
        when grouping(area) = 0 then coalesce(area, 'unknown')
        else 'all'
    end as category,
    {{ indicator_sums() }}
from cells
group by period, rollup(county_code, siruta), grouping sets ((), (sex), (age_band), (area)) -- noqa: PRS
