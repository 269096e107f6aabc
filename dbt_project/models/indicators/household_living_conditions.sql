-- Of a household the members in evidence at the quarter's end and the newest answers of all of them. Only SPOR asks.
with people_asked as (
    select
        people.period,
        people.household_key,
        people.person_key,
        people.age,
        people.sex,
        case when answers.household_key = people.household_key then answers.relation end as relation,
        {{ is_of_working_age('people.age', 'answers.activity_status') }} as is_worker,
        answers.months_worked,
        {{ listed(person_items(), 'answers') }}
    from {{ ref('person_quarter_state') }} as people
    inner join {{ ref('dim_household') }} as households on people.household_key = households.household_key
    left join {{ ref('person_quarter_answer') }} as answers
        on people.period = answers.period and people.person_key = answers.person_key
    where households.source = 'spor'
),

members as (
    select
        *,
        -- of a household one couple is known: its head and the oldest partner
        relation in ('head', 'partner')
        and row_number() over (
            partition by period, household_key, relation order by age desc nulls last, person_key asc
        ) = 1
        and bool_or(relation = 'head') over (partition by period, household_key)
        and bool_or(relation = 'partner') over (partition by period, household_key) as is_of_couple
    from people_asked
),

counted as (
    select
        period,
        household_key,
        count(*) as members,
        {{ count_where('age is null') }} as of_unknown_age,
        {{ count_where('age >= 14') }} as of_14,
        {{ count_where("is_of_couple and relation = 'head'") }} as couples,
        {% for group, condition in room_groups().items() %}
        {{ count_where(condition ~ ' and not coalesce(is_of_couple, false)') }} as {{ group }},
        {% endfor %}
        -- children lack what half of the household does: only those of 16 and over are asked
        {% for item in person_items() %}
        {{ count_where('coalesce(age >= 16, true) and ' ~ item) }} * 2
        >= nullif({{ count_where('coalesce(age >= 16, true) and ' ~ item ~ ' is not null') }}, 0) as {{ item }},
        {% endfor %}
        {{ count_where('is_worker is null') }} as perhaps_workers,
        {{ count_where('is_worker') }} as workers,
        {{ count_where('is_worker and months_worked is null') }} as of_unknown_months,
        sum(months_worked) filter (where is_worker) as months
    from members
    group by period, household_key
),

answered as (
    select
        counted.period,
        counted.household_key,
        counted.members,
        case when counted.of_unknown_age = 0 then {{ equivalent_adults('counted.members', 'counted.of_14') }} end
            as equivalent_adults,
        case when counted.of_unknown_age = 0 then {{ rooms_needed('counted.couples') }} end as rooms_needed,
        case when counted.perhaps_workers = 0 then counted.workers end as workers,
        case
            when counted.perhaps_workers + counted.of_unknown_months = 0 and counted.workers > 0
                then counted.months / (12.0 * counted.workers)
        end as work_intensity,
        answers.risk_class,
        answers.annual_income,
        answers.rooms,
        coalesce(answers.dwelling in ('none', 'institution'), false) as has_no_home,
        {{ lacks_of(household_items(), 'answers') }} as household_lacks,
        {{ unknown_of(household_items(), 'answers') }} as household_unknown,
        {{ lacks_of(person_items(), 'counted') }} as children_lack,
        {{ unknown_of(person_items(), 'counted') }} as children_unknown
    from counted
    inner join {{ ref('dim_quarter') }} as quarters on counted.period = quarters.period
    left join {{ ref('household_answer') }} as answers
        on
            counted.household_key = answers.household_key
            and quarters.ends_at > answers.valid_from
            and (answers.valid_to is null or quarters.ends_at <= answers.valid_to)
)

select
    period,
    household_key,
    members,
    risk_class,
    annual_income,
    equivalent_adults,
    annual_income / equivalent_adults as equivalised_income,
    rooms,
    rooms_needed,
    case when not has_no_home then rooms < rooms_needed end as overcrowded,
    workers,
    work_intensity,
    work_intensity <= {{ var('thresholds').work_intensity_low_max }} as low_work_intensity,
    household_lacks,
    household_unknown,
    {{ enough_lacks('household_lacks + children_lack', 'household_unknown + children_unknown',
        var('thresholds').severe_deprivation_items_min) }}
    and {{ enough_lacks('household_lacks', 'household_unknown',
        var('thresholds').severe_deprivation_household_items_min) }} as children_severely_deprived
from answered
