-- People in evidence in at least one system at a quarter's end, each once. Who stands in one system only is as that one
-- says; of the others, each attribute and each dimension is told by the source that the seed source_precedence puts
-- first among those that know it; of two records of one source the one with the newer state. Assessed is who was
-- assessed in a dimension at least.
{% set dimensions = var('dimensions') | sort %}

with records as (
    select
        *,
        count(*) over (partition by period, person_key) as systems
    from {{ ref('record_quarter_state') }}
),

told as (
    select
        period,
        person_key,
        {{ spoken('household', 'household_key', 'source', newest_first()) }} as household_key,
        {{ first_by('county_code', place_order()) }} as county_code,
        {{ first_by('siruta', place_order()) }} as siruta,
        {{ first_by('area', place_order()) }} as area,
        {{ spoken('sex', 'sex', 'source', newest_first()) }} as sex,
        {{ spoken('birth_date', 'age', 'source', newest_first()) }} as age,
        {{ spoken('work_status', 'work_status', 'source', newest_first()) }} as work_status,
        {% for dimension in dimensions %}
        {% set own = 'case when ' ~ holds('dimensions_assessed', dimension) ~ ' then '
            ~ starting_with('vulnerabilities', dimension | lower ~ '_') ~ ' end' %}
        {{ spoken(dimension, own, 'source', newest_first()) }} as {{ dimension | lower }}_found,
        {% endfor %}
        min(case when {{ length_of('dimensions_assessed') }} > 0 then state_age_days end) as state_age_days
    from records
    where systems > 1
    group by period, person_key
)

select
    period,
    person_key,
    household_key,
    county_code,
    siruta,
    area,
    sex,
    age,
    work_status,
    {{ length_of('dimensions_assessed') }} > 0 as assessed,
    case when {{ length_of('dimensions_assessed') }} > 0 then state_age_days end as state_age_days,
    vulnerabilities,
    dimensions,
    dimensions_assessed
from records
where systems = 1

union all

{% set lists, found, known = [], [], [] %}
{% for dimension in dimensions %}
{% set own = dimension | lower ~ '_found' %}
{% do lists.append(own) %}
{% do found.append("case when " ~ length_of(own) ~ " > 0 then '" ~ dimension ~ "' end") %}
{% do known.append("case when " ~ own ~ " is not null then '" ~ dimension ~ "' end") %}
{% endfor %}
select
    period,
    person_key,
    household_key,
    county_code,
    siruta,
    area,
    sex,
    age,
    work_status,
    {{ length_of(list_of_present(known)) }} > 0 as assessed,
    state_age_days,
    {{ joined_lists(lists) }} as vulnerabilities,
    {{ list_of_present(found) }} as dimensions,
    {{ list_of_present(known) }} as dimensions_assessed
from told
