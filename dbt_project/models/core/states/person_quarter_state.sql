-- People in evidence in at least one system at a quarter's end, each once. Who stands in one system only is as that one
-- says; of the others, each attribute and each dimension is told by the source that the seed source_precedence puts
-- first among those that know it; of two records of one source the one with the newer state. Assessed is who was
-- assessed in a dimension at least.
with several as (
    select
        period,
        person_key
    from {{ ref('record_quarter_state') }}
    group by period, person_key
    having count(*) > 1
),

records as (
    select
        records.*,
        {{ newest_first('records.state_age_days', 'records.key_order') }} as newest_first
    from {{ ref('record_quarter_state') }} as records
    semi join several on records.period = several.period and records.person_key = several.person_key
),

told as (
    select
        period,
        person_key,
        {{ spoken('household', 'household_key', 'source', 'newest_first') }} as household_key,
        {{ first_by('county_code', place_order('key_order')) }} as county_code,
        {{ first_by('siruta', place_order('key_order')) }} as siruta,
        {{ first_by('area', place_order('key_order')) }} as area,
        {{ spoken('sex', 'sex', 'source', 'newest_first') }} as sex,
        {{ spoken('birth_date', 'age', 'source', 'newest_first') }} as age,
        {{ spoken('work_status', 'work_status', 'source', 'newest_first') }} as work_status,
        {% for dimension in var('dimensions') %}
        {% set own = 'case when ' ~ meets('dimensions_assessed', dimension_set([dimension])) ~ ' then '
            ~ in_both('vulnerabilities', vulnerabilities_of([dimension])) ~ ' end' %}
        {{ spoken(dimension, own, 'source', 'newest_first') }} as {{ dimension | lower }}_found,
        {% endfor %}
        min(case when dimensions_assessed <> 0 then state_age_days end) as state_age_days
    from records
    group by period, person_key
)

select
    records.period,
    records.person_key,
    records.household_key,
    records.county_code,
    records.siruta,
    records.area,
    records.sex,
    records.age,
    records.work_status,
    records.dimensions_assessed <> 0 as assessed,
    case when records.dimensions_assessed <> 0 then records.state_age_days end as state_age_days,
    records.vulnerabilities,
    records.dimensions_assessed
from {{ ref('record_quarter_state') }} as records
anti join several on records.period = several.period and records.person_key = several.person_key

union all

{% set found, known = [], [] %}
{% for dimension in var('dimensions') %}
{% set own = dimension | lower ~ '_found' %}
{% do found.append('coalesce(' ~ own ~ ', 0)') %}
{% do known.append('case when ' ~ own ~ ' is null then 0 else ' ~ dimension_set([dimension]) ~ ' end') %}
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
    {{ known | join(' | ') }} <> 0 as assessed,
    state_age_days,
    {{ found | join(' | ') }} as vulnerabilities,
    {{ known | join(' | ') }} as dimensions_assessed
from told
