-- Households: their newest answers, living conditions, and what was found of their members and done for them.
create temp table household_answer as
select
    *,
    lead(q_from, 1, 127) over (partition by household order by assessed_at, id) as q_until
from (
    select
        household,
        id,
        assessed_at,
        from_0(q_of(local_date(assessed_at))) as q_from,
        risk_class,
        rooms,
        dwelling,
        annual_income,
        {% for name in household_items %}
        {{ name }}{{ "," if not loop.last }}
        {% endfor %}
    from spor_assessment
    where
        assessed_at < (select max(ends_at) from quarter)
        and (
            risk_class is not null or rooms is not null or dwelling is not null or annual_income is not null
            {% for name in household_items %}or {{ name }} is not null {% endfor %}
        )
)
qualify q_from < q_until;

{% macro counted(names, of, what='') %}
({% for name in names %}case when {{ of }}.{{ name }}{{ what }} then 1 else 0 end{{ " + " if not loop.last }}{% endfor %})
{% endmacro %}
{% macro enough(lacks, unknown, least) %}
case when {{ lacks }} >= {{ least }} then true when {{ lacks }} + {{ unknown }} < {{ least }} then false end
{% endmacro %}
create temp table living_conditions as
with asked as (
    select
        people.*,
        people.age between 18 and 64
        and people.activity_status <> 'retired'
        and not (people.activity_status = 'student' and people.age < 25) as is_worker
    from person_answer as people
    where people.household in (select spor_household.household from spor_household)
),

-- of a household one couple is known: its head and the oldest partner
couples as (
    select
        q,
        household,
        arg_min(person, (coalesce(-age, 1), person)) filter (where relation = 'head') as head,
        arg_min(person, (coalesce(-age, 1), person)) filter (where relation = 'partner') as partner
    from asked
    where relation in ('head', 'partner')
    group by q, household
    having count(distinct relation) = 2
),

members as (
    select
        asked.*,
        coalesce(asked.person = couples.head or asked.person = couples.partner, false) as is_of_couple
    from asked
    left join couples on asked.q = couples.q and asked.household = couples.household
),

counts as (
    select
        q,
        household,
        count(*) as members,
        count(*) filter (where age is null) as of_unknown_age,
        count(*) filter (where age >= 14) as of_14,
        count(*) filter (where is_of_couple and relation = 'head') as couples,
        count(*) filter (where age >= 18 and not is_of_couple) as single_adults,
        count(*) filter (where age between 12 and 17 and sex = 'female' and not is_of_couple) as single_girls,
        count(*) filter (where age between 12 and 17 and sex = 'male' and not is_of_couple) as single_boys,
        count(*) filter (where age between 12 and 17 and sex is null and not is_of_couple) as single_youths,
        count(*) filter (where age < 12 and not is_of_couple) as single_children,
        -- children lack what half of the household does: only those of 16 and over are asked
        {% for name in person_items %}
        count(*) filter (where coalesce(age >= 16, true) and {{ name }}) * 2
        >= nullif(count(*) filter (where coalesce(age >= 16, true) and {{ name }} is not null), 0) as {{ name }},
        {% endfor %}
        count(*) filter (where is_worker is null) as perhaps_workers,
        count(*) filter (where is_worker) as workers,
        count(*) filter (where is_worker and months_worked is null) as of_unknown_months,
        sum(months_worked) filter (where is_worker) as months
    from members
    group by q, household
),

answered as (
    select
        counts.q,
        counts.household,
        counts.members,
        case
            when counts.of_unknown_age = 0
                then 1
                + {{ limits.oecd_scale_adult }} * (greatest(counts.of_14, 1) - 1)
                + {{ limits.oecd_scale_child }} * (counts.members - greatest(counts.of_14, 1))
        end as equivalent_adults,
        case
            when counts.of_unknown_age = 0
                and (single_youths = 0 or single_youths + single_girls + single_boys = 1)
                then cast(
                    1 + counts.couples + single_adults + single_youths
                    + ceil(single_girls / 2.0) + ceil(single_boys / 2.0) + ceil(single_children / 2.0) as bigint
                )
        end as rooms_needed,
        case when counts.perhaps_workers = 0 then counts.workers end as workers,
        case
            when counts.perhaps_workers + counts.of_unknown_months = 0 and counts.workers > 0
                then counts.months / (12.0 * counts.workers)
        end as work_intensity,
        answers.risk_class,
        answers.annual_income,
        answers.rooms,
        coalesce(answers.dwelling in ('none', 'institution'), false) as has_no_home,
        {{ counted(household_items, 'answers') }} as household_lacks,
        {{ counted(household_items, 'answers', ' is null') }} as household_unknown,
        {{ counted(person_items, 'counts') }} as children_lack,
        {{ counted(person_items, 'counts', ' is null') }} as children_unknown
    from counts
    left join household_answer as answers
        on
            counts.household = answers.household
            and counts.q >= answers.q_from
            and counts.q < answers.q_until
)

select
    q,
    household,
    members,
    risk_class,
    annual_income / equivalent_adults as equivalised_income,
    case when not has_no_home then rooms < rooms_needed end as overcrowded,
    workers,
    work_intensity <= {{ limits.work_intensity_low_max }} as low_work_intensity,
    household_lacks,
    household_unknown,
    {{ enough('household_lacks + children_lack', 'household_unknown + children_unknown', limits.severe_deprivation_items_min) }}
    and {{ enough('household_lacks', 'household_unknown', limits.severe_deprivation_household_items_min) }}
        as children_severely_deprived
from answered;

{# The median of incomes, each of so many people; between two values where the half falls there. #}
{% macro ranked(relation, keys) %}
    select
        {{ keys }},
        amount,
        weight,
        sum(weight) over (partition by {{ keys }} order by amount rows unbounded preceding) as cumulative,
        sum(weight) over (partition by {{ keys }}) as total,
        lead(amount) over (partition by {{ keys }} order by amount) as next
    from (
        select
            {{ keys }},
            cast(equivalised_income as double) as amount,
            sum(cast(members as double)) as weight
        from {{ relation }}
        where equivalised_income is not null and members > 0
        group by {{ keys }}, amount
    )
{% endmacro %}
{% macro quantile(share) %}
arg_min(
    case when cumulative - {{ share }} * total <= 1e-10 * total then (amount + coalesce(next, amount)) / 2 else amount end,
    amount
) filter (where cumulative - {{ share }} * total >= -1e-10 * total)
{% endmacro %}

-- the newest published threshold that is not of a later year than the quarter, nor too old
create temp table poverty_threshold as
with published as (
    select
        quarter.q,
        arg_max(thresholds.threshold, thresholds.year) as threshold
    from quarter
    inner join poverty_thresholds as thresholds
        on
            cast(thresholds.year as integer) <= year(quarter.last_day)
            and cast(thresholds.year as integer) >= year(quarter.last_day) - {{ limits.poverty_threshold_years_max }}
    group by quarter.q
),

median as (
    select
        q,
        {{ quantile(0.5) }} as median
    from ({{ ranked('living_conditions', 'q') }})
    group by q
)

select
    quarter.q,
    published.threshold as published,
    {{ limits.poverty_threshold_share }} * median.median as computed
from quarter
left join published on quarter.q = published.q
left join median on quarter.q = median.q;
