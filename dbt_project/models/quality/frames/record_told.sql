-- The people of each source as its delivery of each quarter told them, changes with all before them. Later deliveries
-- change no row: what breaks a rule of a quarter stays. Deliveries that do not speak are there to compare with.
{% set ids = {} %}
{% for name in ['person', 'membership', 'household', 'assessment', 'person_assessment'] %}
{% do ids.update({name ~ 's': name ~ '_id'}) %}
{% endfor %}

with nurses as (
    {{ tellings('amc') }}
),

children as (
    {{ tellings('primero') }}
),

tellings as (
    {{ tellings('spor') }}
),

{% for table_name, id in ids.items() %}
{{ table_name }} as (
    {{ rows_as_told('spor', table_name, 'stg_spor__' ~ table_name, id) }}
),

{% endfor %}
newest_spell as (
    select
        memberships.told_in,
        memberships.scope,
        memberships.person_id,
        households.siruta
    from memberships
    inner join households
        on
            memberships.told_in = households.told_in
            and memberships.scope = households.scope
            and memberships.household_id = households.household_id
    where memberships.joined_on <= {{ last_day_of_quarter('memberships.told_in') }}
    qualify
        row_number() over (
            partition by memberships.told_in, memberships.scope, memberships.person_id
            order by memberships.joined_on desc, memberships.membership_id desc
        ) = 1
),

answers as (
    select
        answers.told_in,
        answers.scope,
        answers.person_id,
        count(*) as states,
        max(assessments.assessed_at) as newest_state_at,
        {{ last_by(
            'answers.activity_status',
            "cast(assessments.assessed_at as varchar) || ' ' || " ~ sortable('assessments.assessment_id')
        ) }} as activity_status,
        max(assessments.assessed_at) filter (where answers.pregnant) as pregnant_at
    from person_assessments as answers
    inner join assessments
        on
            answers.told_in = assessments.told_in
            and answers.scope = assessments.scope
            and answers.assessment_id = assessments.assessment_id
    group by answers.told_in, answers.scope, answers.person_id
),

entries as (
    select
        entries.delivery,
        entries.beneficiary_id,
        count(*) as states,
        max(entries.recorded_at) as newest_state_at
    from {{ ref('stg_amc__vulnerability_entries') }} as entries
    semi join nurses on entries.delivery = nurses.delivery and nurses.is_compared
    where {{ length_of('entries.source_codes') }} > 0
    group by entries.delivery, entries.beneficiary_id
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
        people.cnp_key,
        people.name_key,
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
    inner join nurses on people.delivery = nurses.delivery and nurses.is_compared
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
        cases.cnp_key,
        cases.name_key,
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
    inner join children on cases.delivery = children.delivery and children.is_compared
    left join {{ ref('dim_county') }} as counties on cases.county_code = counties.county_code
    where cases.status in ('open', 'closed')

    union all

    select
        'spor' as source,
        people.telling as delivery,
        people.told_in as period,
        tellings.period_before,
        tellings.speaks,
        people.scope,
        tellings.last_day,
        tellings.ends_at,
        {{ record_key('spor', 'people.scope', 'people.person_id') }} as record_key,
        newest_spell.siruta,
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
    from persons as people
    inner join tellings on people.telling = tellings.delivery
    left join newest_spell
        on
            people.told_in = newest_spell.told_in
            and people.scope = newest_spell.scope
            and people.person_id = newest_spell.person_id
    left join answers
        on
            people.told_in = answers.told_in
            and people.scope = answers.scope
            and people.person_id = answers.person_id
    left join {{ ref('activity_statuses') }} as statuses on answers.activity_status = statuses.activity_status
    left join {{ ref('dim_county') }} as counties on people.scope = counties.county_code
),

people as (
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
        {{ number_of('told.cnp_key') }} as cnp_key,
        {{ number_of('told.name_key') }} as name_key,
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
),

repeated as (
    select
        source,
        period,
        cnp_key
    from people
    where is_in_evidence and cnp_key is not null
    group by source, period, cnp_key
    having count(*) > 1
),

same_cnp as (
    select
        people.source,
        people.period,
        people.cnp_key,
        count(*) as records,
        count(distinct people.county_code) as counties
    from people
    semi join repeated
        on
            people.source = repeated.source
            and people.period = repeated.period
            and people.cnp_key = repeated.cnp_key
    where people.is_in_evidence
    group by people.source, people.period, people.cnp_key
),

-- of those of one name, one record at least has no CNP
without_cnp as (
    select distinct
        source,
        period,
        name_key,
        siruta
    from people
    where is_in_evidence and cnp_key is null
),

same_name as (
    select
        people.source,
        people.period,
        people.name_key,
        people.birth_date,
        people.sex,
        people.siruta,
        count(*) as records
    from people
    semi join without_cnp
        on
            people.source = without_cnp.source
            and people.period = without_cnp.period
            and people.name_key = without_cnp.name_key
            and people.siruta = without_cnp.siruta
    where people.is_in_evidence and people.birth_date is not null and people.sex is not null
    group by people.source, people.period, people.name_key, people.birth_date, people.sex, people.siruta
    having count(*) > 1 and count(*) > count(people.cnp_key) and count(distinct people.cnp_key) <= 1
)

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
from people
left join same_cnp
    on
        people.is_in_evidence
        and people.source = same_cnp.source
        and people.period = same_cnp.period
        and people.cnp_key = same_cnp.cnp_key
left join same_name
    on
        people.is_in_evidence
        and people.source = same_name.source
        and people.period = same_name.period
        and people.name_key = same_name.name_key
        and people.birth_date = same_name.birth_date
        and people.sex = same_name.sex
        and people.siruta = same_name.siruta
