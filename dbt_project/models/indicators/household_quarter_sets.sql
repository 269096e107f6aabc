-- A household is where dim_household has it. What was done for it counts for some quarters; for a person, if an adult.
with households as (
    select
        period,
        household_key,
        count(*) as members,
        {{ count_where('age >= 18') }} as adults,
        {{ count_where('age < 18') }} as children,
        bool_or(assessed) as assessed,
        {{ united('dimensions_assessed') }} as dimensions_assessed,
        {{ united('vulnerabilities') }} as vulnerabilities,
        case
            when {{ count_where('age >= 18 and health_insurance') }} > 0 then true
            when {{ count_where('age >= 18 and health_insurance is null') }} = 0 then false
        end as adult_insured
    from {{ ref('person_quarter_sets') }}
    where household_key is not null
    group by period, household_key
),

done as (
    select
        household_key,
        person_key,
        action,
        coalesce(ended_on, service_date) as done_on
    from {{ ref('fct_service') }}
    where status = 'realized' and household_key is not null

    union all

    select
        household_key,
        person_key,
        action,
        done_on
    from {{ ref('fct_plan_action') }}
    where done_on is not null
),

helped as (
    select
        done.household_key,
        counting.action_group,
        {{ quarter_start('done.done_on') }} as first_day,
        max(
            case
                when done.person_key is null then 1
                when
                    {{ completed_years('people.birth_date', 'done.done_on') }}
                    between 18 and {{ var('thresholds').age_max }} then 1
                else 0
            end
        ) as adults
    from done
    inner join {{ ref('action_groups') }} as counting on done.action = counting.action
    left join {{ ref('dim_person') }} as people on done.person_key = people.person_key
    group by done.household_key, counting.action_group, {{ quarter_start('done.done_on') }}
),

helped_lately as (
    select
        quarters.period,
        helped.household_key,
        bool_or(helped.action_group = 'overcrowding_advice' and helped.adults = 1) as overcrowding_advised,
        bool_or(helped.action_group = 'unhealthy_housing_help') as unhealthy_housing_helped
    from helped
    inner join {{ ref('dim_quarter') }} as quarters
        on
            helped.first_day <= quarters.first_day
            and helped.first_day > {{ months_after('quarters.first_day', -3 * var('thresholds').action_quarters) }}
    group by quarters.period, helped.household_key
)

select
    households.period,
    households.household_key,
    places.source,
    places.county_code,
    places.siruta,
    places.area,
    households.members,
    households.adults,
    households.children,
    households.assessed,
    households.dimensions_assessed,
    households.vulnerabilities,
    households.adult_insured,
    conditions.risk_class,
    conditions.overcrowded,
    coalesce(helped_lately.overcrowding_advised, false) as overcrowding_advised,
    coalesce(helped_lately.unhealthy_housing_helped, false) as unhealthy_housing_helped
from households
inner join {{ ref('dim_quarter') }} as quarters on households.period = quarters.period
inner join {{ ref('dim_household') }} as places
    on
        households.household_key = places.household_key
        and (places.closed_at is null or quarters.ends_at <= places.closed_at)
left join {{ ref('household_living_conditions') }} as conditions
    on households.period = conditions.period and households.household_key = conditions.household_key
left join helped_lately
    on households.period = helped_lately.period and households.household_key = helped_lately.household_key
