-- For the eyes of the UAT itself, which sees its single quarters too: the public could take them apart again. None
-- where one of the quarters is withheld.
with quarters as (
    select period
    from {{ history('dim_quarter') }}
    qualify row_number() over (order by period desc) <= {{ var('thresholds').pooled_quarters }}
),

withheld as (
    select distinct
        verdicts.geo_level,
        verdicts.geo_code,
        verdicts.indicator
    from {{ history('cell_verdict') }} as verdicts
    inner join quarters on verdicts.period = quarters.period
    where verdicts.verdict = 'withheld'
)

select
    pooled.period,
    pooled.geo_level,
    pooled.geo_code,
    pooled.indicator,
    pooled.numerator,
    pooled.denominator,
    pooled.units,
    pooled.value,
    pooled.ci_low,
    pooled.ci_high
from {{ ref('indicator_pooled') }} as pooled
anti join withheld
    on
        pooled.geo_level = withheld.geo_level
        and pooled.geo_code = withheld.geo_code
        and pooled.indicator = withheld.indicator
