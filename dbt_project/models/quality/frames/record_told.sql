{{ config(materialized='view') }}

-- The people of each source as told, with how many other records there are of one person.
select
    people.source,
    people.delivery,
    people.period,
    people.period_before,
    people.speaks,
    people.scope,
    people.record_key,
    people.county_code,
    people.siruta,
    people.cnp_key,
    people.sex,
    people.birth_date,
    people.recorded_at,
    people.removed_at,
    people.left_reason,
    people.work_status,
    people.states,
    people.newest_state_at,
    people.pregnant_at,
    people.last_day,
    people.ends_at,
    people.is_in_evidence,
    case
        when people.recorded_at < people.ends_at
            then cast({{ completed_months('people.recorded_at', 'people.ends_at') }} as integer)
    end as months_in_evidence,
    case
        when people.newest_state_at < people.ends_at
            then cast({{ completed_months('people.newest_state_at', 'people.ends_at') }} as integer)
    end as state_age_months,
    coalesce(same_cnp.records, 1) as cnp_records,
    coalesce(same_cnp.counties, 1) as cnp_counties,
    coalesce(same_name.records, 1) as name_records
from {{ ref('record_as_told') }} as people
left join {{ ref('repeated_cnp') }} as same_cnp
    on
        people.is_in_evidence
        and people.source = same_cnp.source
        and people.period = same_cnp.period
        and people.cnp_key = same_cnp.cnp_key
left join {{ ref('repeated_name') }} as same_name
    on
        people.is_in_evidence
        and people.source = same_name.source
        and people.period = same_name.period
        and people.name_key = same_name.name_key
        and people.birth_date = same_name.birth_date
        and people.sex = same_name.sex
        and people.siruta = same_name.siruta
