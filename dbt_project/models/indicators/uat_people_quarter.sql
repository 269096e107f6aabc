-- A household whose members are recorded in two UATs is one in each. One that was closed is nobody's work any more,
-- though its people may still be in evidence.
with households as (
    select
        period,
        county_code,
        siruta,
        household_key,
        count(*) as people,
        {{ count_where('assessed') }} as assessed,
        {{ count_where(meets('dimensions_assessed', dimension_set(['INC']))) }} as income_assessed,
        {{ count_where(
            meets('dimensions_assessed', dimension_set(['INC'])) ~ ' and '
            ~ meets('vulnerabilities', vulnerability_set(['inc_poverty', 'inc_extreme_poverty']))
        ) }} as poor
    from {{ ref('person_quarter_state') }}
    group by period, county_code, siruta, household_key
)

select
    households.period,
    households.county_code,
    households.siruta,
    cast(sum(households.people) as bigint) as people,
    cast(sum(households.assessed) as bigint) as people_assessed,
    cast(sum(households.income_assessed) as bigint) as people_income_assessed,
    cast(sum(households.poor) as bigint) as people_poor,
    count(open_ones.household_key) as households,
    {{ count_where("answers.risk_class = 'multi_risk'") }} as households_multi_risk,
    {{ count_where("answers.risk_class = 'at_risk'") }} as households_at_risk,
    {{ count_where("answers.risk_class is not null") }} as households_classified
from households
inner join {{ ref('dim_quarter') }} as quarters on households.period = quarters.period
left join {{ ref('dim_household') }} as open_ones
    on
        households.household_key = open_ones.household_key
        and (open_ones.closed_at is null or quarters.ends_at <= open_ones.closed_at)
left join {{ ref('household_answer') }} as answers
    on
        open_ones.household_key = answers.household_key
        and quarters.ends_at > answers.valid_from
        and (answers.valid_to is null or quarters.ends_at <= answers.valid_to)
group by households.period, households.county_code, households.siruta
