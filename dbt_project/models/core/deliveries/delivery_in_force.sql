-- Who speaks for a county. Of a quarter, the newest delivery that covers it; but changes that build on no other one (a
-- register's rows) all speak, row by row. A whole delivery takes the place of all before it; changes add to the newest
-- whole one before them. A county with a handful of a delivery's people is not
-- covered by it. They are strays: they count only where no delivery covers their county, and only with the newest that
-- speaks for some other one. A delivery that tells no county at all speaks, for the country only, where no other of its
-- source tells one.
with counted as (
    select
        deliveries.source,
        deliveries.delivery,
        deliveries.period,
        deliveries.seen,
        deliveries.kind,
        deliveries.kind = 'changes' and deliveries.since is null as adds_up,
        counties.county_code,
        counties.covers
    from {{ ref('stg_lake__deliveries') }} as deliveries
    inner join {{ ref('stg_lake__delivery_counties') }} as counties on deliveries.delivery = counties.delivery
),

scoped as (
    select
        delivery,
        case
            when count(county_code) = 0 then 'RO'
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
        adds_up
        or row_number() over (
            partition by source, county_code, covers, period order by seen desc, delivery desc
        ) = 1 as is_newest_of_period,
        bool_or(covers) over (partition by source, county_code) as is_covered,
        count(county_code) over (partition by source) > 0 as tells_counties
    from counted
),

based as (
    select
        *,
        max(period) filter (where covers and is_newest_of_period and kind = 'whole')
            over (partition by source, county_code) as whole_from
    from ranked
),

judged as (
    select
        *,
        covers
        and is_newest_of_period
        and (whole_from is null or period >= whole_from)
        and (county_code is not null or not tells_counties) as speaks_here
    from based
),

speaking as (
    select
        *,
        bool_or(speaks_here) over (partition by delivery) as speaks
    from judged
)

select
    speaking.source,
    speaking.delivery,
    speaking.period,
    speaking.seen,
    speaking.kind,
    speaking.county_code,
    scoped.scope,
    speaking.covers,
    speaking.covers and speaking.is_newest_of_period as is_of_record,
    case
        when speaking.covers then speaking.speaks_here
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
