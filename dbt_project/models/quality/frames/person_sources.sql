{{ config(materialized='view') }}

-- Each record beside another source's record of the same CNP, as both stood at the quarter: a row for each of the two.
-- The other ways to link people ask for the same birth date, sex and place, and so cannot find them different.
select
    one.source,
    one.delivery,
    one.period,
    one.county_code,
    one.siruta,
    one.record_key,
    another.source as other_source,
    another.record_key as other_record_key,
    one.last_day,
    one.ends_at,
    one.is_in_evidence,
    another.is_in_evidence as other_is_in_evidence,
    one.sex,
    another.sex as other_sex,
    one.birth_date,
    another.birth_date as other_birth_date,
    {% for side, name in [('one', 'years'), ('another', 'other_years')] %}
    case
        when {{ side }}.birth_date <= one.last_day
            then cast({{ completed_years(side ~ '.birth_date', 'one.last_day') }} as integer)
    end as {{ name }},
    {% endfor %}
    another.county_code as other_county_code,
    another.siruta as other_siruta,
    one.removed_at,
    another.removed_at as other_removed_at,
    one.left_reason,
    another.left_reason as other_left_reason,
    one.newest_state_at,
    another.newest_state_at as other_newest_state_at,
    one.pregnant_at,
    another.pregnant_at as other_pregnant_at,
    one.work_status,
    another.work_status as other_work_status
from {{ ref('record_as_told') }} as one
inner join {{ ref('record_as_told') }} as another
    on one.period = another.period and one.cnp_key = another.cnp_key and one.source <> another.source
where one.speaks
