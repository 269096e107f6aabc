-- Who speaks for a county: the newest delivery that covers it. A county with a handful of a delivery's people is not
-- covered by it. They are strays: they count only where no delivery covers their county, and only with the newest that
-- speaks for some other one.
with counted as (
    select
        deliveries.source,
        deliveries.delivery,
        deliveries.period,
        deliveries.seen,
        counties.county_code,
        counties.people >= {{ var('thresholds').delivery_county_people_min }}
        or counties.people >= {{ var('thresholds').delivery_county_share_min }}
        * sum(counties.people) over (partition by deliveries.delivery) as covers
    from {{ ref('stg_lake__deliveries') }} as deliveries
    inner join {{ ref('stg_lake__delivery_counties') }} as counties on deliveries.delivery = counties.delivery
),

scoped as (
    select
        delivery,
        case
            when count(*) <= 3 then string_agg(county_code, '+' order by county_code)
            else {{ short_hash("string_agg(county_code, '+' order by county_code)") }}
        end as scope
    from counted
    where covers
    group by delivery
),

ranked as (
    select
        *,
        row_number() over (
            partition by source, county_code, covers order by period desc, seen desc, delivery desc
        ) = 1 as is_newest,
        bool_or(covers) over (partition by source, county_code) as is_covered
    from counted
),

speaking as (
    select
        *,
        bool_or(covers and is_newest) over (partition by delivery) as speaks
    from ranked
)

select
    speaking.source,
    speaking.delivery,
    speaking.period,
    speaking.county_code,
    scoped.scope,
    speaking.covers,
    case
        when speaking.covers then speaking.is_newest
        else
            speaking.speaks
            and not speaking.is_covered
            and row_number() over (
                partition by speaking.source, speaking.county_code, speaking.covers, speaking.speaks
                order by speaking.period desc, speaking.seen desc, speaking.delivery desc
            ) = 1
    end as is_in_force
from speaking
inner join scoped on speaking.delivery = scoped.delivery
