-- The quarters that a run computes; its history, those of earlier runs too.
with quarters as (
    {{ quarters_between(var('first_period'), var('period')) }}
)

select
    date_part('year', first_day) || '-Q' || date_part('quarter', first_day) as period,
    first_day,
    cast(first_day + interval 3 month as date) - 1 as last_day,
    {{ day_start_utc('first_day') }} as starts_at,
    {{ day_start_utc('first_day + interval 3 month') }} as ends_at
from quarters
