-- Institutions that report, not people: nothing is hidden. Source `all`: all sources of which anything was due.
with reports as (
    select
        period,
        geo_level,
        geo_code,
        source,
        expected,
        received,
        on_time
    from {{ ref('reporting_rate') }}

    union all

    select
        period,
        geo_level,
        geo_code,
        'all' as source,
        sum(expected) as expected,
        sum(received) as received,
        sum(on_time) as on_time
    from {{ ref('reporting_rate') }}
    where expected > 0
    group by period, geo_level, geo_code
)

select
    period,
    geo_level,
    geo_code,
    source,
    cast(expected as bigint) as expected,
    cast(received as bigint) as received,
    cast(on_time as bigint) as on_time,
    case when expected > 0 then received / cast(expected as double) end as received_rate,
    case when expected > 0 then on_time / cast(expected as double) end as on_time_rate
from reports
