-- People of each whole delivery in force against the most that one of the same county held before it, for the sources
-- whose exports keep people who were removed: these do not shrink. ratio is null for a county's first delivery.
with people as (
    select
        counties.delivery,
        deliveries.source,
        deliveries.period,
        deliveries.seen,
        counties.county_code,
        counties.people
    from {{ ref('stg_lake__delivery_counties') }} as counties
    inner join {{ ref('stg_lake__deliveries') }} as deliveries on counties.delivery = deliveries.delivery
    inner join {{ ref('sources') }} as sources on deliveries.source = sources.source
    where deliveries.kind = 'whole' and sources.keeps_removed
),

compared as (
    select
        people.*,
        max(people.people) over (
            partition by people.source, people.county_code
            order by people.period, people.seen, people.delivery
            rows between unbounded preceding and 1 preceding
        ) as people_before
    from people
    inner join {{ ref('delivery_in_force') }} as covered
        on people.delivery = covered.delivery and people.county_code = covered.county_code
    where covered.covers
)

select
    compared.source,
    compared.delivery,
    compared.county_code,
    compared.people,
    compared.people_before,
    compared.people / compared.people_before as ratio
from compared
inner join {{ ref('delivery_in_force') }} as speaking
    on compared.delivery = speaking.delivery and compared.county_code = speaking.county_code
where speaking.is_in_force
