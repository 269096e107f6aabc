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
        {{ record_key('spor', 'memberships.scope', 'memberships.person_id') }} as record_key,
        memberships.scope,
        memberships.membership_id,
        memberships.joined_on,
        households.siruta,
        {{ time_together('memberships', 'households') }},
        count(*) over (partition by memberships.scope, memberships.person_id) as spells
    from memberships
    inner join households
        on memberships.household_id = households.household_id and {{ told_together('memberships', 'households') }}
),

-- of one spell alone nothing has to be looked for in each telling
newest_spell as (
    select
        record_key,
        joined_on,
        siruta,
        told_from,
        told_until
    from spells
    where spells = 1

    union all

    select
        spells.record_key,
        spells.joined_on,
        spells.siruta,
        tellings.period as told_from,
        tellings.period_after as told_until
    from spells
    inner join tellings on {{ told_in('spells', 'tellings') }} and spells.joined_on <= tellings.last_day
    where spells.spells > 1
    qualify
        row_number() over (
            partition by spells.record_key, tellings.period
            order by spells.joined_on desc, spells.membership_id desc
        ) = 1
),

told_answers as (
    select
        {{ record_key('spor', 'answers.scope', 'answers.person_id') }} as record_key,
        answers.scope,
        answers.activity_status,
        answers.pregnant,
        assessments.assessed_at,
        cast(assessments.assessed_at as varchar) || ' ' || {{ sortable('assessments.assessment_id') }} as place,
        {{ time_together('answers', 'assessments') }},
        count({{ sooner('answers.told_until', 'assessments.told_until') }}) over (
            partition by answers.scope, answers.person_id
        ) as ended
    from person_assessments as answers
    inner join assessments
        on answers.assessment_id = assessments.assessment_id and {{ told_together('answers', 'assessments') }}
),

-- where no answer ends, what was told adds up; where one does, each telling is looked at
answers_added as (
    select
        record_key,
        told_from,
        count(*) as states,
        max(assessed_at) as newest_state_at,
        max(assessed_at) filter (where pregnant) as pregnant_at,
        {{ last_by('activity_status', 'place') }} as activity_status,
        max(place) filter (where activity_status is not null) as place
    from told_answers
    where ended = 0
    group by record_key, told_from
),

answers as (
    select
        record_key,
        told_from,
        lead(told_from) over told as told_until,
        cast(sum(states) over told as bigint) as states,
        max(newest_state_at) over told as newest_state_at,
        max(pregnant_at) over told as pregnant_at,
        {{ last_by('activity_status', 'place') }} over told as activity_status
    from answers_added
    window told as (partition by record_key order by told_from)

    union all

    select
        told_answers.record_key,
        tellings.period as told_from,
        tellings.period_after as told_until,
        count(*) as states,
        max(told_answers.assessed_at) as newest_state_at,
        max(told_answers.assessed_at) filter (where told_answers.pregnant) as pregnant_at,
        {{ last_by('told_answers.activity_status', 'told_answers.place') }} as activity_status
    from told_answers
    inner join tellings on {{ told_in('told_answers', 'tellings') }}
    where told_answers.ended > 0
    group by told_answers.record_key, tellings.period, tellings.period_after
),

people as (
    select
        *,
        {{ record_key('spor', 'scope', 'person_id') }} as record_key
    from persons
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
        people.record_key,
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
    from people
    inner join tellings on {{ told_in('people', 'tellings') }}
    left join newest_spell
        on
            people.record_key = newest_spell.record_key
            and {{ is_told('newest_spell', 'tellings') }}
            and tellings.last_day >= newest_spell.joined_on
    left join answers
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
