-- Courses as a quarter's end sees them, in whole months: those that began in the window before it, each followed until
-- its last completed month. What ended a course in a month that was not seen to its end does not count: whether it is
-- still followed must not depend on what happened in it. Counted by place and month before anything else.
{% set thresholds = var('thresholds') %}

with courses as (
    select
        course,
        county_code,
        siruta,
        dimension,
        began_on,
        ended_on,
        outcome
    from {{ ref('need_course') }}

    union all

    select
        'household' as course,
        county_code,
        siruta,
        cast(null as varchar) as dimension,
        began_on,
        ended_on,
        outcome
    from {{ ref('household_course') }}
),

oldest as (
    select {{ months_after('min(last_day) + 1', -thresholds.survival_window_months) }} as began_from
    from {{ ref('dim_quarter') }}
),

-- all that began in one month and after its first day complete their months on the same quarters' ends
timed as (
    select
        courses.course,
        courses.county_code,
        courses.siruta,
        courses.dimension,
        courses.outcome,
        case
            when courses.began_on = {{ month_start('courses.began_on') }} then courses.began_on
            else {{ month_start('courses.began_on') }} + 1
        end as began_about,
        {{ completed_months('courses.began_on', 'courses.ended_on') }} as months
    from courses
    inner join oldest on courses.began_on >= oldest.began_from
),

alike as (
    select
        course,
        county_code,
        siruta,
        dimension,
        outcome,
        began_about,
        months,
        count(*) as courses
    from timed
    group by course, county_code, siruta, dimension, outcome, began_about, months
),

followed as (
    select
        quarters.period,
        alike.*,
        least(
            {{ completed_months('alike.began_about', 'quarters.last_day + 1') }},
            {{ thresholds.survival_months_max | int }}
        ) as months_followed
    from alike
    inner join {{ ref('dim_quarter') }} as quarters
        on
            alike.began_about <= quarters.last_day
            and alike.began_about >= {{ months_after('quarters.last_day + 1', -thresholds.survival_window_months) }}
),

seen as (
    select
        period,
        county_code,
        siruta,
        course,
        dimension,
        case
            when outcome is null or months >= months_followed then months_followed
            when outcome = 'lost' then months
            else months + 1
        end as month_number,
        case when outcome <> 'lost' and months < months_followed then outcome else 'censored' end as how,
        courses
    from followed
)

select
    period,
    {{ place_level() }} as geo_level,
    {{ place_code() }} as geo_code,
    course,
    case when grouping(dimension) = 0 then 'dimension' else 'total' end as breakdown,
    case when grouping(dimension) = 0 then dimension else 'all' end as category,
    month_number,
    {{ total_where('courses', "how = 'event'") }} as events,
    {{ total_where('courses', "how = 'competing'") }} as competing,
    {{ total_where('courses', "how = 'censored'") }} as censored
from seen
where month_number > 0
group by period, course, month_number, rollup(county_code, siruta), grouping sets ((), (dimension)) -- noqa: PRS
having {{ is_place() }} and (grouping(dimension) = 1 or dimension is not null)
