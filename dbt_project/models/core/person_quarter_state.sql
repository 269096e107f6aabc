with in_evidence as (
    select
        quarters.period,
        quarters.last_day,
        quarters.ends_at,
        people.*
    from {{ ref('dim_person') }} as people
    inner join {{ ref('dim_quarter') }} as quarters
        on
            people.recorded_at < quarters.ends_at
            and (people.removed_at is null or people.removed_at >= quarters.ends_at)
    where not people.is_occasional
)

select
    people.period,
    people.person_key,
    people.source,
    people.delivery,
    people.county_code,
    people.siruta,
    people.area,
    people.sex,
    case
        when
            people.birth_date <= people.last_day
            and {{ completed_years('people.birth_date', 'people.last_day') }} <= {{ var('thresholds').age_max }}
            then cast({{ completed_years('people.birth_date', 'people.last_day') }} as integer)
    end as age,
    case when people.delivery_period = people.period then people.work_status end as work_status,
    states.assessment_key,
    states.assessment_key is not null as assessed,
    cast(people.last_day - {{ local_date('states.valid_from') }} as integer) as state_age_days,
    coalesce(states.vulnerabilities, []) as vulnerabilities,
    coalesce(states.dimensions, []) as dimensions
from in_evidence as people
left join {{ ref('person_state') }} as states
    on
        people.person_key = states.person_key
        and people.ends_at > states.valid_from
        and (states.valid_to is null or people.ends_at <= states.valid_to)
