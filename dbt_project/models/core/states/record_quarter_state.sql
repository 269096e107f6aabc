-- Each source's records at each quarter's end. SPOR tells the household of the time, and so the place; of the others
-- only the present one is known.
with in_evidence as (
    select
        quarters.period,
        quarters.last_day,
        quarters.ends_at,
        people.*
    from {{ ref('person_record') }} as people
    inner join {{ ref('dim_quarter') }} as quarters
        on
            people.recorded_at < quarters.ends_at
            and (people.removed_at is null or people.removed_at >= quarters.ends_at)
    where people.is_counted
)

select
    people.period,
    people.record_key,
    people.person_key,
    people.source,
    people.delivery,
    case when people.source = 'spor' then spells.household_key else people.household_key end as household_key,
    case
        when people.source = 'spor' then coalesce(households.county_code, people.county_code) else people.county_code
    end as county_code,
    case when people.source = 'spor' then households.siruta else people.siruta end as siruta,
    case when people.source = 'spor' then households.area else people.area end as area,
    people.sex,
    case
        when
            people.birth_date <= people.last_day
            and {{ completed_years('people.birth_date', 'people.last_day') }} <= {{ var('thresholds').age_max }}
            then cast({{ completed_years('people.birth_date', 'people.last_day') }} as integer)
    end as age,
    coalesce(states.work_status, case when people.delivery_period = people.period then people.work_status end)
        as work_status,
    states.assessment_key,
    states.assessment_key is not null as assessed,
    cast(people.last_day - {{ local_date('states.valid_from') }} as integer) as state_age_days,
    coalesce(states.vulnerabilities, []) as vulnerabilities,
    coalesce(states.dimensions, []) as dimensions,
    coalesce(states.dimensions_assessed, []) as dimensions_assessed
from in_evidence as people
left join {{ ref('person_state') }} as states
    on
        people.record_key = states.record_key
        and people.ends_at > states.valid_from
        and (states.valid_to is null or people.ends_at <= states.valid_to)
left join {{ ref('household_member') }} as spells
    on
        people.source = 'spor'
        and people.record_key = spells.record_key
        and people.last_day >= spells.valid_from
        and (spells.valid_to is null or people.last_day < spells.valid_to)
left join {{ ref('dim_household') }} as households on spells.household_key = households.household_key
