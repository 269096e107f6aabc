-- For the eyes of the UAT itself, which sees its single quarters too: the public could take them apart again.
select
    period,
    geo_level,
    geo_code,
    indicator,
    numerator,
    denominator,
    units,
    value,
    ci_low,
    ci_high
from {{ ref('indicator_pooled') }}
