-- The people of each source as its delivery of each quarter told them, changes with all before them. Later deliveries
-- change no row: what breaks a rule of a quarter stays. Deliveries that do not speak are there to compare with.
-- Quarters are written one after the other, so that what asks for one reads no others.
-- depends_on: {{ ref('person_record') }}, which says how many quarters are computed together
{% for quarters in conditions_on_quarters('period') %}
{{ union_in_parts() if not loop.first }}

select * from (
    with nurses as (
        {{ compared_tellings('amc', quarters) }}
    ),

    children as (
        {{ compared_tellings('primero', quarters) }}
    ),

    tellings as (
        {{ compared_tellings('spor', quarters) }}
    ),

    entries as (
        select
            answered.delivery,
            answered.beneficiary_id,
            count(*) as states,
            max(answered.recorded_at) as newest_state_at
        from {{ ref('stg_amc__vulnerability_entries') }} as answered
        semi join nurses on answered.delivery = nurses.delivery
        where {{ length_of('answered.source_codes') }} > 0
        group by answered.delivery, answered.beneficiary_id
    ),

    told as (
        select
            'amc' as source,
            nurses.delivery,
            nurses.period,
            nurses.period_before,
            nurses.speaks,
            nurses.scope,
            nurses.last_day,
            nurses.ends_at,
            {{ record_key('amc', 'nurses.scope', 'people.beneficiary_id') }} as record_key,
            localities.siruta,
            counties.siruta as county_siruta,
            {{ fingerprint('people.cnp_key') }} as cnp_key,
            {{ fingerprint('people.name_key') }} as name_key,
            people.sex,
            people.birth_date,
            people.recorded_at,
            case when people.status = 'removed' then coalesce(people.updated_at, people.recorded_at) end as removed_at,
            case when people.status = 'removed' then people.removal_reason end as removal_reason,
            people.work_status,
            coalesce(entries.states, 0) as states,
            entries.newest_state_at,
            cast(null as timestamp) as pregnant_at
        from {{ ref('stg_amc__beneficiaries') }} as people
        inner join nurses on people.delivery = nurses.delivery
        left join {{ ref('stg_amc__localities') }} as localities
            on people.delivery = localities.delivery and people.locality_id = localities.locality_id
        left join {{ ref('stg_amc__counties') }} as counties
            on people.delivery = counties.delivery and people.county_id = counties.county_id
        left join entries on people.delivery = entries.delivery and people.beneficiary_id = entries.beneficiary_id

        union all

        select
            'primero' as source,
            children.delivery,
            children.period,
            children.period_before,
            children.speaks,
            children.scope,
            children.last_day,
            children.ends_at,
            {{ record_key('primero', 'children.scope', 'cases.case_id') }} as record_key,
            cases.siruta,
            counties.siruta as county_siruta,
            {{ fingerprint('cases.cnp_key') }} as cnp_key,
            {{ fingerprint('cases.name_key') }} as name_key,
            cases.sex,
            cases.birth_date,
            {{ day_start_utc('cases.registered_on') }} as recorded_at,
            case when cases.status = 'closed' then {{ day_start_utc('cases.closed_on') }} end as removed_at,
            case when cases.status = 'closed' then cases.closing_reason end as removal_reason,
            cast(null as varchar) as work_status,
            cast(null as bigint) as states,
            cast(null as timestamp) as newest_state_at,
            cast(null as timestamp) as pregnant_at
        from {{ ref('stg_primero__cases') }} as cases
        inner join children on cases.delivery = children.delivery
        left join {{ ref('dim_county') }} as counties on cases.county_code = counties.county_code
        where cases.status in ('open', 'closed')

        union all

        select
            'spor' as source,
            tellings.delivery,
            tellings.period,
            tellings.period_before,
            tellings.speaks,
            people.scope,
            tellings.last_day,
            tellings.ends_at,
            people.record_key,
            places.siruta,
            counties.siruta as county_siruta,
            people.cnp_key,
            people.name_key,
            people.sex,
            people.birth_date,
            people.registered_at as recorded_at,
            people.removed_at,
            people.removal_reason,
            statuses.work_status,
            coalesce(answers.states, 0) as states,
            answers.newest_state_at,
            answers.pregnant_at
        from {{ ref('person_as_told') }} as people
        inner join tellings on {{ told_in('people', 'tellings') }}
        left join {{ ref('place_as_told') }} as places
            on
                people.record_key = places.record_key
                and {{ is_told('places', 'tellings') }}
                and tellings.last_day >= places.joined_on
        left join {{ ref('answers_as_told') }} as answers
            on people.record_key = answers.record_key and {{ is_told('answers', 'tellings') }}
        left join {{ ref('activity_statuses') }} as statuses on answers.activity_status = statuses.activity_status
        left join {{ ref('dim_county') }} as counties on people.scope = counties.county_code
    )

    select
        told.source,
        told.delivery,
        told.period,
        told.period_before,
        told.speaks,
        told.scope,
        told.record_key,
        coalesce(uats.county_code, counties.county_code) as county_code,
        uats.siruta,
        told.cnp_key,
        told.name_key,
        told.sex,
        told.birth_date,
        told.recorded_at,
        told.removed_at,
        reasons.left_reason,
        told.work_status,
        told.states,
        told.newest_state_at,
        told.pregnant_at,
        told.last_day,
        told.ends_at,
        coalesce(told.recorded_at < told.ends_at, true) and coalesce(told.removed_at >= told.ends_at, true)
            as is_in_evidence
    from told
    left join {{ ref('dim_uat') }} as uats on told.siruta = uats.siruta
    left join {{ ref('dim_county') }} as counties on told.county_siruta = counties.siruta
    left join {{ ref('delivery_in_force') }} as own
        on
            told.delivery = own.delivery
            and coalesce(uats.county_code, counties.county_code) = own.county_code
            and own.covers
    left join {{ ref('removal_reasons') }} as reasons
        on told.source = reasons.source and told.removal_reason = reasons.removal_reason
    where coalesce(own.is_of_record, true)
) as told_quarters
{% endfor %}
