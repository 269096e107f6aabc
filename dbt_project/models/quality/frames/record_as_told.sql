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
spells as (
    select
        memberships.scope,
        memberships.person_id,
        memberships.membership_id,
        memberships.joined_on,
        households.siruta,
        {{ time_together('memberships', 'households') }}
    from memberships
    inner join households
        on memberships.household_id = households.household_id and {{ told_together('memberships', 'households') }}
),

newest_spell as (
    select
        tellings.period,
        spells.scope,
        spells.person_id,
        spells.siruta
    from spells
    inner join tellings on {{ told_in('spells', 'tellings') }} and spells.joined_on <= tellings.last_day
    qualify
        row_number() over (
            partition by tellings.period, spells.scope, spells.person_id
            order by spells.joined_on desc, spells.membership_id desc
        ) = 1
),

told_answers as (
    select
        answers.scope,
        answers.person_id,
        answers.activity_status,
        answers.pregnant,
        assessments.assessed_at,
        cast(assessments.assessed_at as varchar) || ' ' || {{ sortable('assessments.assessment_id') }} as place,
        {{ time_together('answers', 'assessments') }}
    from person_assessments as answers
    inner join assessments
        on answers.assessment_id = assessments.assessment_id and {{ told_together('answers', 'assessments') }}
),

answers as (
    select
        tellings.period,
        told_answers.scope,
        told_answers.person_id,
        count(*) as states,
        max(told_answers.assessed_at) as newest_state_at,
        {{ last_by('told_answers.activity_status', 'told_answers.place') }} as activity_status,
        max(told_answers.assessed_at) filter (where told_answers.pregnant) as pregnant_at
    from told_answers
    inner join tellings on {{ told_in('told_answers', 'tellings') }}
    group by tellings.period, told_answers.scope, told_answers.person_id
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
        tellings.delivery,
        tellings.period,
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
    inner join tellings on {{ told_in('people', 'tellings') }}
    left join newest_spell
        on
            tellings.period = newest_spell.period
            and people.scope = newest_spell.scope
            and people.person_id = newest_spell.person_id
    left join answers
        on
            tellings.period = answers.period
            and people.scope = answers.scope
            and people.person_id = answers.person_id
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
    {{ fingerprint('told.cnp_key') }} as cnp_key,
    {{ fingerprint('told.name_key') }} as name_key,
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
