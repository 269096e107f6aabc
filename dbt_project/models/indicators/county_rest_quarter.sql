-- What of a county is in no row of a UAT at work: people without a locality, and the population of the UATs that are
-- neither in the programme nor have people in evidence. Where the county's population is told and none of it is left
-- over, it is 0 here and not unknown: these people are among the others' inhabitants.
{% set people = people_facts() %}
{% set population = population_facts() %}

with rests as (
    select
        period,
        county_code,
        {{ each_fact(people) }},
        {{ each_fact(population, 'null') }}
    from {{ ref('uat_people_quarter') }}
    where siruta is null

    union all

    select
        inhabitants.period,
        inhabitants.county_code,
        {{ each_fact(people, '0') }},
        {{ each_fact(population, 'inhabitants.#') }}
    from {{ ref('uat_population_quarter') }} as inhabitants
    inner join {{ ref('uat_register_quarter') }} as registers
        on inhabitants.period = registers.period and inhabitants.siruta = registers.siruta
    left join {{ ref('uat_people_quarter') }} as people
        on inhabitants.period = people.period and inhabitants.siruta = people.siruta
    where people.siruta is null and not coalesce(registers.in_programme, false)
),

told as (
    select
        period,
        county_code
    from {{ ref('uat_population_quarter') }}
    group by period, rollup(county_code)
),

summed as (
    select
        period,
        county_code,
        {{ each_fact(people + population, 'cast(sum(#) as bigint)') }}
    from rests
    group by period, county_code
)

select
    summed.period,
    summed.county_code,
    {{ each_fact(people, 'summed.#') }},
    {{ each_fact(population, 'case when told.period is not null then coalesce(summed.#, 0) end') }}
from summed
left join told on summed.period = told.period and summed.county_code is not distinct from told.county_code
