-- What the public sees of how often rules are broken. What counts places and not people hides nothing. Else it sees
-- nothing counted of a UAT, of its newest quarter only that it is so. A county's number is hidden where it is small,
-- and where less its largest UAT, which knows its own, it is. The country's number less those of the counties that are
-- shown must be neither, nor less the largest of the others.
with came as (
    {{ rows_that_came() }}
),

places as (
    select
        failing.*,
        case when not failing.of_uats then came.checked end as checked,
        not failing.of_places and (
            {{ is_small('failing.failures') }}
            or coalesce({{ is_small('came.checked') }}, false)
            or (
                failing.geo_level = 'county'
                and coalesce({{ is_small('failing.failures - failing.largest') }}, false)
            )
        ) as is_hidden
    from (
        {{ failing_rows() }}
    ) as failing
    left join came
        on
            failing.period = came.period
            and failing.geo_level = came.geo_level
            and failing.geo_code = came.geo_code
            and failing.source = came.source
),

counties as (
    select
        period,
        source,
        rule,
        coalesce(sum(failures) filter (where not is_hidden), 0) as shown,
        coalesce(max(failures) filter (where is_hidden), 0) as largest_hidden,
        coalesce(max(largest) filter (where is_hidden), 0) as largest_hidden_uat
    from places
    where geo_level = 'county'
    group by period, source, rule
),

judged as (
    select
        places.*,
        case
            when places.of_places then 'published'
            when places.geo_level = 'uat' or places.is_hidden then 'suppressed'
            when places.geo_level = 'country' and (
                {{ is_small('places.failures - counties.shown') }}
                or {{ is_small('places.failures - counties.shown - counties.largest_hidden') }}
                or {{ is_small('places.failures - counties.shown - counties.largest_hidden_uat') }}
            ) then 'suppressed'
            else 'published'
        end as status
    from places
    left join counties
        on
            places.period = counties.period
            and places.source = counties.source
            and places.rule = counties.rule
)

select *
from (
    {{ rates_shown(protect=true) }}
) as shown
where geo_level <> 'uat' or (rule <> 'all' and period = '{{ var("period") }}')
