-- An assessment is due to be repeated some months later; of those of one quarter the last one counts. Who was assessed
-- again earlier was assessed again in time.
with assessed as (
    select
        household_key,
        household_assessment_key,
        kind,
        risk_class,
        assessed_at,
        record_id,
        {{ local_date('assessed_at') }} as assessed_on,
        lead({{ local_date('assessed_at') }})
            over (partition by household_key order by assessed_at, record_id)
            as next_on
    from {{ ref('fct_household_assessment') }}
),

due as (
    select
        *,
        {{ months_after('assessed_on', var('thresholds').reassessment_months) }} as due_on
    from assessed
    where kind <> 'closing'
)

select
    quarters.period,
    households.county_code,
    households.siruta,
    households.area,
    due.household_key,
    due.household_assessment_key,
    due.risk_class = 'none' as without_risk,
    coalesce(due.next_on <= due.due_on, false) as reassessed_in_time
from due
inner join {{ ref('dim_quarter') }} as quarters on due.due_on between quarters.first_day and quarters.last_day
inner join {{ ref('dim_household') }} as households on due.household_key = households.household_key
where households.closed_at is null or {{ local_date('households.closed_at') }} > due.due_on
qualify row_number() over (
    partition by quarters.period, due.household_key order by due.assessed_at desc, due.record_id desc
) = 1
