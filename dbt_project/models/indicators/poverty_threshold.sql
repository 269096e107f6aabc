-- The published threshold is the newest that is not of a later year than the quarter, for it is published a year or
-- more afterwards; one that is too old stands for nothing.
with published as (
    select
        quarters.period,
        thresholds.threshold
    from {{ ref('dim_quarter') }} as quarters
    inner join {{ ref('poverty_thresholds') }} as thresholds
        on
            cast(thresholds.year as integer) <= date_part('year', quarters.last_day)
            and cast(thresholds.year as integer)
            >= date_part('year', quarters.last_day) - {{ var('thresholds').poverty_threshold_years_max }}
    qualify row_number() over (partition by quarters.period order by thresholds.year desc) = 1
),

median as (
    {{ weighted_quantile(ref('household_living_conditions'), ['period'], 'equivalised_income', 'members', 0.5) }}
)

select
    quarters.period,
    published.threshold as published,
    {{ var('thresholds').poverty_threshold_share }} * median.quantile as computed
from {{ ref('dim_quarter') }} as quarters
left join published on quarters.period = published.period
left join median on quarters.period = median.period
