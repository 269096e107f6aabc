-- Reads core only behind gate 2. depends_on: {{ ref('core_failures') }}
{% set asked = person_answers() | reject('in', person_items()) | list %}

with people as (
    select
        states.*,
        {{ listed(asked, 'answers') }},
        {{ local_date('answers.assessed_at') }} as answered_on,
        answers.activity_status in ('employed', 'self_employed') as employed,
        -- who is no adult yet is asked about school only
        answers.enrolled
        or case when states.age < 18 then coalesce(answers.training_4w, false) else answers.training_4w end
            as in_education,
        conditions.equivalised_income,
        conditions.equivalised_income < thresholds.published as at_risk_of_poverty,
        conditions.equivalised_income < thresholds.computed as at_risk_of_poverty_computed,
        case when states.age < 65 then conditions.low_work_intensity end as low_work_intensity,
        coalesce(states.age >= 65 or conditions.workers = 0, false) as outside_work_intensity,
        case
            when states.age < 16 then conditions.children_severely_deprived
            when states.age >= 16
                then {{ enough_lacks(
                    'conditions.household_lacks + ' ~ lacks_of(person_items(), 'answers'),
                    'conditions.household_unknown + ' ~ unknown_of(person_items(), 'answers'),
                    var('thresholds').severe_deprivation_items_min,
                ) }}
        end as severely_deprived,
        conditions.overcrowded
    from {{ ref('person_quarter_state') }} as states
    left join {{ ref('person_quarter_answer') }} as answers
        on states.period = answers.period and states.person_key = answers.person_key
    left join {{ ref('household_living_conditions') }} as conditions
        on states.period = conditions.period and states.household_key = conditions.household_key
    left join {{ ref('poverty_threshold') }} as thresholds on states.period = thresholds.period
),

ages as (
    select
        age_band,
        {{ numbers_between('age_from', 'age_to') }} as age
    from {{ ref('age_bands') }}
)

select
    people.period,
    people.person_key,
    people.household_key,
    people.county_code,
    people.siruta,
    people.area,
    people.sex,
    people.age,
    ages.age_band,
    people.assessed,
    people.state_age_days,
    people.work_status is not null as employment_known,
    coalesce(people.work_status = 'no', false) as not_working,
    people.dimensions_assessed,
    people.vulnerabilities,
    {{ listed(asked, 'people') }},
    quarters.last_day - people.answered_on as answers_age_days,
    people.employed,
    people.in_education,
    not people.employed and not people.in_education as neet,
    people.equivalised_income,
    people.at_risk_of_poverty,
    people.at_risk_of_poverty_computed,
    people.severely_deprived,
    people.low_work_intensity,
    {% for suffix in ['', '_computed'] %}
    {{ at_risk_or_excluded(
        'people.at_risk_of_poverty' ~ suffix, 'people.severely_deprived', 'people.low_work_intensity',
        'people.outside_work_intensity',
    ) }} as at_risk_or_excluded{{ suffix }},
    {% endfor %}
    people.overcrowded
from people
inner join {{ ref('dim_quarter') }} as quarters on people.period = quarters.period
left join ages on people.age = ages.age
