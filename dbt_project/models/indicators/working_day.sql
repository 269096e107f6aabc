-- Only years whose holidays the seed holds: of another year nobody knows how many days were worked.
with days as (
    select
        period,
        {{ days_between('first_day', 'last_day') }} as calendar_day
    from {{ ref('dim_quarter') }}
),

judged as (
    select
        days.period,
        days.calendar_day,
        {{ weekday('days.calendar_day') }} < 6 and holidays.day is null as is_working_day
    from days
    left join {{ ref('public_holidays') }} as holidays on days.calendar_day = holidays.day
    where
        date_part('year', days.calendar_day)
        in (select date_part('year', known.day) from {{ ref('public_holidays') }} as known)
)

select
    period,
    calendar_day,
    is_working_day,
    cast(
        sum(case when is_working_day then 1 else 0 end) over (partition by period order by calendar_day) as integer
    ) as working_days
from judged
