-- Who speaks for a county: the newest delivery that covers it. A county with a handful of a delivery's people is not
-- covered by it: they are strays, and count with the delivery as long as it speaks for any county.
with covered as (
    select
        deliveries.source,
        deliveries.delivery,
        deliveries.period,
        deliveries.seen,
        counties.county_code
    from {{ ref('stg_lake__deliveries') }} as deliveries
    inner join {{ ref('stg_lake__delivery_counties') }} as counties on deliveries.delivery = counties.delivery
    qualify
        counties.people >= {{ var('thresholds').delivery_county_share_min }}
        * sum(counties.people) over (partition by deliveries.delivery)
),

scoped as (
    select
        delivery,
        case
            when count(*) <= 3 then string_agg(county_code, '+' order by county_code)
            else {{ short_hash("string_agg(county_code, '+' order by county_code)") }}
        end as scope
    from covered
    group by delivery
)

select
    covered.source,
    covered.delivery,
    covered.period,
    covered.county_code,
    scoped.scope,
    row_number() over (
        partition by covered.source, covered.county_code
        order by covered.period desc, covered.seen desc, covered.delivery desc
    ) = 1 as is_in_force
from covered
inner join scoped on covered.delivery = scoped.delivery
