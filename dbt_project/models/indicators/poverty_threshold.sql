-- The published threshold is of the quarter's own year; a year without one in the seed has none.
with median as (
    {{ weighted_quantile(ref('household_living_conditions'), ['period'], 'equivalised_income', 'members', 0.5) }}
)

select
    quarters.period,
    published.threshold as published,
    {{ var('thresholds').poverty_threshold_share }} * median.quantile as computed
from {{ ref('dim_quarter') }} as quarters
left join {{ ref('poverty_thresholds') }} as published on substr(quarters.period, 1, 4) = published.year
left join median on quarters.period = median.period
