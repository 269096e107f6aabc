-- Needs that were open at some time of a quarter, where and who the person was at its end; of who had left evidence by
-- then, as last known. Each step counts by what had happened by the quarter's end, and holds those after it.
-- depends_on: {{ ref('core_failures') }}
with present as (
    select
        quarters.period,
        quarters.first_day,
        quarters.last_day,
        states.person_key,
        states.county_code,
        states.siruta,
        states.area,
        states.sex,
        states.age,
        true as in_evidence
    from {{ ref('person_quarter_state') }} as states
    inner join {{ ref('dim_quarter') }} as quarters on states.period = quarters.period
),

gone as (
    select
        quarters.period,
        quarters.first_day,
        quarters.last_day,
        people.person_key,
        people.county_code,
        people.siruta,
        uats.area,
        people.sex,
        case
            when
                people.birth_date <= quarters.last_day
                and {{ completed_years('people.birth_date', 'quarters.last_day') }} <= {{ var('thresholds').age_max }}
                then cast({{ completed_years('people.birth_date', 'quarters.last_day') }} as integer)
        end as age,
        false as in_evidence
    from {{ ref('dim_person') }} as people
    cross join {{ ref('dim_quarter') }} as quarters
    left join {{ ref('dim_uat') }} as uats on people.siruta = uats.siruta
    anti join {{ ref('person_quarter_state') }} as states
        on quarters.period = states.period and people.person_key = states.person_key
),

everybody as (
    select *
    from present

    union all

    select *
    from gone
),

ages as (
    select
        age_band,
        {{ numbers_between('age_from', 'age_to') }} as age
    from {{ ref('age_bands') }}
),

people as (
    select
        everybody.*,
        ages.age_band
    from everybody
    left join ages on everybody.age = ages.age
),

steps as (
    select
        people.*,
        needs.need_key,
        needs.dimension,
        needs.vulnerability,
        needs.found_on,
        needs.in_care_on,
        needs.resolved_on,
        needs.left_on,
        needs.relapse_of is not null as is_relapse,
        coalesce(needs.planned_on <= people.last_day, false) as planned,
        coalesce(needs.acted_on <= people.last_day, false) as acted,
        coalesce(needs.reached_on <= people.last_day, false) as reached
    from people
    inner join {{ ref('fct_need') }} as needs
        on
            people.person_key = needs.person_key
            and people.last_day >= needs.found_on
            and (needs.resolved_on is null or people.first_day <= needs.resolved_on)
            and (needs.left_on is null or people.first_day <= needs.left_on)
)

select
    steps.period,
    steps.county_code,
    steps.siruta,
    steps.need_key,
    steps.dimension,
    steps.vulnerability,
    steps.sex,
    steps.age,
    steps.age_band,
    steps.area,
    steps.in_evidence,
    steps.planned or coalesce(steps.in_care_on <= steps.last_day, false) as can_be_planned,
    steps.planned as is_planned,
    steps.planned and (steps.acted or steps.reached) as is_acted_on,
    steps.planned and steps.reached as is_result_reached,
    steps.acted and not steps.planned as is_acted_on_without_plan,
    coalesce(steps.resolved_on <= steps.last_day, false) as is_resolved,
    coalesce(steps.left_on <= steps.last_day, false) as has_left,
    steps.is_relapse,
    cast(steps.last_day - steps.found_on as integer) as days_since_found
from steps
