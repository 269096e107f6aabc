-- UATs in the programme or with people in evidence, and a row without a UAT for what is left of each county: with it
-- counties and the country have their whole population.
-- depends_on: {{ ref('core_failures') }}
{% set norms = var('thresholds') %}
{% set of_team = 'case when registers.told_by_spor then case when teams.siruta is null then 0 else teams.# end end' %}

with money as (
    select
        period,
        siruta,
        sum(budget) as budget,
        sum(spent) as spent
    from {{ ref('budget_quarter') }}
    group by period, siruta
),

uats as (
    select
        registers.period,
        registers.county_code,
        registers.siruta,
        registers.kind,
        {{ each_fact(register_facts(), 'registers.#') }},
        {{ each_fact(people_facts(), 'coalesce(people.#, 0)') }},
        {{ each_fact(team_facts(), of_team) }},
        case when registers.told_by_spor then teams.siruta is not null and teams.has_full_time_social_worker end
            as has_full_time_social_worker,
        {{ each_fact(work_facts(), 'case when registers.told_by_spor then coalesce(deeds.#, 0) end') }},
        population.population_year,
        {{ each_fact(population_facts(), 'population.#') }},
        money.budget,
        money.spent
    from {{ ref('uat_register_quarter') }} as registers
    left join {{ ref('uat_people_quarter') }} as people
        on registers.period = people.period and registers.siruta = people.siruta
    left join {{ ref('uat_team_quarter') }} as teams
        on registers.period = teams.period and registers.siruta = teams.siruta
    left join {{ ref('uat_work_quarter') }} as deeds
        on registers.period = deeds.period and registers.siruta = deeds.siruta
    left join {{ ref('uat_population_quarter') }} as population
        on registers.period = population.period and registers.siruta = population.siruta
    left join money on registers.period = money.period and registers.siruta = money.siruta
    where coalesce(registers.in_programme, false) or people.siruta is not null
),

loaded as (
    select
        *,
        case
            when households = 0 or households_classified > 0
                then
                    cast(households_multi_risk as double) / {{ norms.households_norm_multi_risk }}
                    + cast(households_at_risk as double) / {{ norms.households_norm_at_risk }}
        end as norm_social_workers
    from uats
)

select
    *,
    social_workers > 0 and community_nurses > 0 and school_counsellors > 0 as has_complete_team,
    norm_social_workers > social_worker_fte as is_above_household_norm,
    case when fte_days > 0 then field_minutes >= {{ 60 * norms.field_hours_norm }} * fte_days end as reaches_field_norm,
    case when fte_days > 0 then office_minutes >= {{ 60 * norms.office_hours_norm }} * fte_days end
        as reaches_office_norm,
    case when staff_fte > 0 then social_worker_fte >= {{ norms.social_worker_share_norm }} * staff_fte end
        as reaches_social_worker_norm,
    {{ is_small('households') }} as few_households,
    {{ is_small('households_multi_risk + households_at_risk') }} as few_at_risk,
    {{ is_small('households_assisted') }} as few_assisted,
    {{ is_small('results_reached') }} as few_results
from loaded

union all

select
    period,
    county_code,
    null as siruta,
    null as kind,
    {{ each_fact(register_facts(), 'null') }},
    {{ each_fact(people_facts()) }},
    {{ each_fact(team_facts() + ['has_full_time_social_worker'] + work_facts() + ['population_year'], 'null') }},
    {{ each_fact(population_facts()) }},
    {{ each_fact(['budget', 'spent', 'norm_social_workers'] + derived_facts(), 'null') }}
from {{ ref('county_rest_quarter') }}
