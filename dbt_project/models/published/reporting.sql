-- Institutions that report, not people: nothing is hidden.
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
from {{ ref('reporting_rate') }}
