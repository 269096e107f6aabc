-- People of each delivery in force, by county that it covers. Whole deliveries of sources whose exports keep people who
-- were removed do not shrink: they are held against the most that one before held of the same county. ratio is null for
-- all others, and where a county had nobody before.
with covering as (
    select
        covered.*,
        counties.people,
        covered.kind = 'whole' and sources.keeps_removed as is_compared
    from {{ ref('delivery_in_force') }} as covered
    inner join {{ ref('stg_lake__delivery_counties') }} as counties
        on covered.delivery = counties.delivery and covered.county_code is not distinct from counties.county_code
    inner join {{ ref('sources') }} as sources on covered.source = sources.source
    where covered.covers
),

compared as (
    select
        *,
        case
            when is_compared
                then max(people) over (
                    partition by source, county_code, is_compared
                    order by period, seen, delivery
                    rows between unbounded preceding and 1 preceding
                )
        end as people_before
    from covering
)

select
    source,
    delivery,
    county_code,
    people,
    people_before,
    people / nullif(people_before, 0) as ratio
from compared
where is_in_force
