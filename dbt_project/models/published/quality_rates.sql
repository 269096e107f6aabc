{{ config(
    post_hook="delete from {{ this }} where geo_level = 'uat' and rule <> 'all' and period < '{{ var('period') }}'"
) }}

-- What the public sees of how often rules are broken. What counts places and not people hides nothing. Else it sees
-- nothing counted of a UAT, and only of its newest quarter and of no small number that it is so. A county's number is
-- hidden where it is small, and where less its largest UAT, which knows its own, it is. The country's number less those
-- of the counties that are shown must be neither, nor less the largest of the others; the rows asked likewise.
with sent as (
    {{ rows_that_came() }}
),

sent_by_counties as (
    select
        period,
        source,
        coalesce(sum(checked) filter (where not {{ is_small('checked') }}), 0) as shown,
        coalesce(max(checked) filter (where {{ is_small('checked') }}), 0) as largest_hidden
    from sent
    where geo_level = 'county'
    group by period, source
),

came as (
    select
        sent.*,
        not sent.of_places and (
            {{ is_small('sent.checked') }}
            or (
                sent.geo_level = 'country' and (
                    coalesce({{ is_small('sent.checked - counties.shown') }}, false)
                    or coalesce({{ is_small('sent.checked - counties.shown - counties.largest_hidden') }}, false)
                )
            )
        ) as is_hidden
    from sent
    left join sent_by_counties as counties
        on sent.period = counties.period and sent.source = counties.source
),

places as (
    select
        *,
        not of_places and (
            {{ is_small('failures') }}
            or {{ is_small('checked') }}
            or (geo_level = 'county' and coalesce({{ is_small('failures - largest') }}, false))
        ) as is_hidden
    from (
        {{ failing_rows() }}
    ) as failing
),

counties as (
    select
        period,
        source,
        rule,
        coalesce(sum(failures) filter (where not is_hidden), 0) as shown,
        coalesce(max(failures) filter (where is_hidden), 0) as largest_hidden,
        coalesce(max(largest) filter (where is_hidden), 0) as largest_hidden_uat,
        coalesce(sum(checked) filter (where not is_hidden), 0) as checked_shown
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
                or {{ is_small('places.checked - counties.checked_shown') }}
            ) then 'suppressed'
            else 'published'
        end as status
    from places
    left join counties
        on
            places.period = counties.period
            and places.source = counties.source
            and places.rule = counties.rule
    where places.of_places or places.geo_level <> 'uat' or not places.is_hidden
)

select *
from (
    {{ rates_shown() }}
) as shown
where geo_level <> 'uat' or (rule <> 'all' and period = '{{ var("period") }}')
