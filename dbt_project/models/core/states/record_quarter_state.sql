-- Each source's records at each quarter's end. SPOR tells the household of the time, and so the place; of the others
-- only the present one is known. Of a country's quarter memory holds the one's records or the others'.
{% for is_spor in [false, true] %}
{% set of_source = "source = 'spor'" if is_spor else "source <> 'spor'" %}
{{ union_in_parts() if not loop.first }}

(
    with quarters as (
        select
            period,
            last_day,
            ends_at,
            {{ quarter_number('last_day') }} as quarter_number
        from {{ ref('dim_quarter') }}
    ),

    -- what is over before the first quarter's end, or begins after the last one's, is left out before days are found
    bounds as (
        select
            min(quarter_number) as first_quarter,
            max(quarter_number) as last_quarter,
            min(last_day) as first_end,
            max(last_day) as last_end,
            min(ends_at) as first_ended_at,
            max(ends_at) as last_ended_at
        from quarters
    ),

    in_evidence as (
        select
            people.record_key,
            people.person_key,
            people.key_order,
            people.source,
            people.delivery_period,
            people.household_key,
            people.county_code,
            people.siruta,
            people.area,
            people.sex,
            people.birth_date,
            people.work_status,
            {{ quarter_ends(local_date('people.recorded_at'), local_date('people.removed_at')) }} as quarter_number
        from {{ ref('person_record') }} as people
        cross join bounds
        where
            people.is_counted
            and people.{{ of_source }}
            and people.recorded_at < bounds.last_ended_at
            and (people.removed_at is null or people.removed_at >= bounds.first_ended_at)
    ),

    {% if is_spor %}
    spells as (
        select
            members.record_key,
            members.household_key,
            households.county_code,
            households.siruta,
            households.area,
            {{ quarter_ends('members.valid_from', 'members.valid_to') }} as quarter_number
        from {{ ref('household_member') }} as members
        cross join bounds
        left join {{ ref('dim_household') }} as households on members.household_key = households.household_key
        where
            members.source = 'spor'
            and members.valid_from <= bounds.last_end
            and (members.valid_to is null or members.valid_to > bounds.first_end)
    ),
    {% endif %}

    states as (
        select
            states.record_key,
            states.assessment_key,
            {{ local_date('states.valid_from') }} as found_on,
            states.work_status,
            states.vulnerabilities,
            states.dimensions_assessed,
            {{ quarter_ends(local_date('states.valid_from'), local_date('states.valid_to')) }} as quarter_number
        from {{ ref('person_state') }} as states
        cross join bounds
        where
            states.{{ of_source }}
            and states.valid_from < bounds.last_ended_at
            and (states.valid_to is null or states.valid_to >= bounds.first_ended_at)
    )

    select
        quarters.period,
        people.record_key,
        people.person_key,
        people.key_order,
        people.source,
        {{ 'spells' if is_spor else 'people' }}.household_key,
        {{ 'coalesce(spells.county_code, people.county_code)' if is_spor else 'people.county_code' }} as county_code,
        {{ 'spells' if is_spor else 'people' }}.siruta,
        {{ 'spells' if is_spor else 'people' }}.area,
        people.sex,
        case
            when
                people.birth_date <= quarters.last_day
                and {{ completed_years('people.birth_date', 'quarters.last_day') }} <= {{ var('thresholds').age_max }}
                then cast({{ completed_years('people.birth_date', 'quarters.last_day') }} as integer)
        end as age,
        coalesce(states.work_status, case when people.delivery_period = quarters.period then people.work_status end)
            as work_status,
        states.assessment_key,
        states.assessment_key is not null as assessed,
        cast(quarters.last_day - states.found_on as integer) as state_age_days,
        coalesce(states.vulnerabilities, 0) as vulnerabilities,
        coalesce(states.dimensions_assessed, 0) as dimensions_assessed
    from in_evidence as people
    inner join quarters on people.quarter_number = quarters.quarter_number
    left join states on people.quarter_number = states.quarter_number and people.record_key = states.record_key
    {% if is_spor %}
    left join spells on people.quarter_number = spells.quarter_number and people.record_key = spells.record_key
    {% endif %}
)
{% endfor %}
