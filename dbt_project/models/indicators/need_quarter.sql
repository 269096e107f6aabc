-- Needs that were open at some time of a quarter, where and who the person was at its end; of who had left evidence by
-- then, as last known. Each step counts by what had happened by the quarter's end, and holds those after it.
-- depends_on: {{ ref('core_failures') }}
with steps as (
    select
        quarters.period,
        quarters.last_day,
        needs.*,
        coalesce(needs.planned_on <= quarters.last_day, false) as planned,
        coalesce(needs.acted_on <= quarters.last_day, false) as acted,
        coalesce(needs.reached_on <= quarters.last_day, false) as reached
    from {{ ref('fct_need') }} as needs
    inner join {{ ref('dim_quarter') }} as quarters
        on
            needs.found_on <= quarters.last_day
            and (needs.resolved_on is null or needs.resolved_on >= quarters.first_day)
            and (needs.left_on is null or needs.left_on >= quarters.first_day)
),

placed as (
    select
        steps.*,
        states.person_key is not null as in_evidence,
        case when states.person_key is null then people.county_code else states.county_code end as county_code,
        case when states.person_key is null then people.siruta else states.siruta end as siruta,
        case when states.person_key is null then uats.area else states.area end as area,
        case when states.person_key is null then people.sex else states.sex end as sex,
        case
            when states.person_key is not null then states.age
            when
                people.birth_date <= steps.last_day
                and {{ completed_years('people.birth_date', 'steps.last_day') }} <= {{ var('thresholds').age_max }}
                then cast({{ completed_years('people.birth_date', 'steps.last_day') }} as integer)
        end as age
    from steps
    inner join {{ ref('dim_person') }} as people on steps.person_key = people.person_key
    left join {{ ref('person_quarter_state') }} as states
        on steps.period = states.period and steps.person_key = states.person_key
    left join {{ ref('dim_uat') }} as uats on people.siruta = uats.siruta
)

select
    placed.period,
    placed.county_code,
    placed.siruta,
    placed.need_key,
    placed.person_key,
    placed.dimension,
    placed.vulnerability,
    placed.sex,
    placed.age,
    bands.age_band,
    placed.area,
    placed.in_evidence,
    placed.planned or coalesce(placed.in_care_on <= placed.last_day, false) as can_be_planned,
    placed.planned as is_planned,
    placed.planned and (placed.acted or placed.reached) as is_acted_on,
    placed.planned and placed.reached as is_result_reached,
    placed.acted and not placed.planned as is_acted_on_without_plan,
    coalesce(placed.resolved_on <= placed.last_day, false) as is_resolved,
    coalesce(placed.left_on <= placed.last_day, false) as has_left,
    placed.relapse_of is not null as is_relapse,
    cast(placed.last_day - placed.found_on as integer) as days_since_found
from placed
left join {{ ref('age_bands') }} as bands on placed.age between bands.age_from and bands.age_to
