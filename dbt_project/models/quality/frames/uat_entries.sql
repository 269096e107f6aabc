{{ config(meta={"all_quarters_at_once": true}) }}

-- What each delivery of record tells of the entries of each UAT, by quarter: of the quarters since the one before it,
-- of the first one of as many before as are compared. What is entered late does not change the past. A delivery that
-- was read in an earlier run is not read again.
{% set sums = ['records', 'assessments', 'nothing_found', 'findings', 'services', 'late_services', 'visits'] %}

with covered as (
    {{ quarters_told() }}
),

told as (
    select *
    from covered
    {% if is_incremental() %}
    where
        period >= '{{ var("first_period") }}'
        or delivery not in (select known.delivery from {{ this }} as known)
    {% endif %}
),

-- what a delivery tells, in days of Bucharest and in instants: a dump holds all that was before too
sent as (
    select
        delivery,
        scope,
        period,
        from_day,
        to_day,
        {{ day_start_utc('from_day') }} as starts_at,
        {{ day_start_utc('to_day + 1') }} as ends_at
    from (
        select
            delivery,
            scope,
            period,
            min({{ quarter_of_number('tells_from') }}) as from_day,
            {{ last_day_of_quarter('period') }} as to_day
        from told
        group by delivery, scope, period
    ) as spans
),

places as (
    select
        people.delivery,
        people.beneficiary_id,
        localities.siruta
    from {{ ref('stg_amc__beneficiaries') }} as people
    inner join sent on people.delivery = sent.delivery
    inner join {{ ref('stg_amc__localities') }} as localities
        on people.delivery = localities.delivery and people.locality_id = localities.locality_id
),

nothing as (
    select {{ distinct_list('code') }} as codes
    from {{ ref('source_codes') }}
    where source = 'amc' and kind <> 'vulnerability'
),

-- changes name households that an earlier delivery told: where one was first stands
households as (
    select
        covered.scope,
        households.household_id,
        {{ first_by('households.siruta', 'covered.period') }} as siruta
    from {{ ref('stg_spor__households') }} as households
    inner join covered on households.delivery = covered.delivery
    group by covered.scope, households.household_id
),

found as (
    select
        findings.delivery,
        findings.assessment_id,
        count(*) as findings
    from {{ ref('stg_spor__findings') }} as findings
    semi join told on findings.delivery = told.delivery
    where findings.state = 'present'
    group by findings.delivery, findings.assessment_id
),

-- counted before anything else, for lists are heavy
answered as (
    select
        entries.delivery,
        entries.beneficiary_id,
        entries.recorded_at,
        {{ count_outside('entries.source_codes', 'nothing.codes') }} as findings
    from {{ ref('stg_amc__vulnerability_entries') }} as entries
    inner join sent
        on
            entries.delivery = sent.delivery
            and entries.recorded_at >= sent.starts_at
            and entries.recorded_at < sent.ends_at
    cross join nothing
    where {{ length_of('entries.source_codes') }} > 0
),

events as (
    {{ entered('record', 'stg_amc__beneficiaries', 'people', 'localities.siruta', at='recorded_at') }}
    inner join {{ ref('stg_amc__localities') }} as localities
        on people.delivery = localities.delivery and people.locality_id = localities.locality_id

    union all

    select
        answered.delivery,
        places.siruta,
        'assessment' as kind,
        answered.recorded_at as entered_at,
        cast(null as date) as entered_on,
        answered.findings,
        false as is_late,
        cast(null as bigint) as worker_id
    from answered
    inner join places on answered.delivery = places.delivery and answered.beneficiary_id = places.beneficiary_id

    union all

    {{ entered(
        'service',
        'stg_amc__interventions',
        'interventions',
        'places.siruta',
        at='recorded_at',
        is_late='cast(interventions.recorded_at as date) - services.service_date > ' ~ var('thresholds').late_entry_days
    ) }}
    inner join places
        on interventions.delivery = places.delivery and interventions.beneficiary_id = places.beneficiary_id
    left join {{ ref('stg_amc__individual_services') }} as services
        on
            interventions.delivery = services.delivery
            and interventions.interventionable_id = services.individual_service_id
    where interventions.interventionable_type = 'individual_service'

    union all

    {{ entered('record', 'stg_primero__cases', 'cases', 'cases.siruta', on='registered_on') }}
    where cases.status in ('open', 'closed')

    union all

    {{ entered('record', 'stg_spor__households', 'households', 'households.siruta', at='registered_at') }}

    union all

    {{ entered(
        'assessment',
        'stg_spor__assessments',
        'assessments',
        'households.siruta',
        at='assessed_at',
        findings='coalesce(found.findings, 0)',
        worker_id='assessments.worker_id'
    ) }}
    inner join households on sent.scope = households.scope and assessments.household_id = households.household_id
    left join found
        on assessments.delivery = found.delivery and assessments.assessment_id = found.assessment_id

    union all

    {{ entered(
        'service',
        'stg_spor__services',
        'services',
        'households.siruta',
        on='started_on',
        worker_id='services.worker_id'
    ) }}
    inner join households on sent.scope = households.scope and services.household_id = households.household_id

    union all

    {{ entered(
        'visit',
        'stg_spor__visits',
        'visits',
        'households.siruta',
        at='visited_at',
        worker_id='visits.worker_id'
    ) }}
    inner join households on sent.scope = households.scope and visits.household_id = households.household_id
),

dated as (
    select
        delivery,
        siruta,
        kind,
        findings,
        is_late,
        worker_id,
        coalesce(entered_on, {{ local_date('entered_at') }}) as entered_on
    from events
),

daily as (
    select
        told.source,
        told.delivery,
        told.period,
        told.county_code,
        uats.siruta,
        events.entered_on,
        events.worker_id,
        {{ quarter_number('events.entered_on') }} as quarter_number,
        {{ count_where("events.kind = 'record'") }} as records,
        {{ count_where("events.kind = 'assessment'") }} as assessments,
        {{ count_where("events.kind = 'assessment' and events.findings = 0") }} as nothing_found,
        sum(events.findings) as findings,
        {{ count_where("events.kind = 'service'") }} as services,
        {{ count_where("events.kind = 'service' and events.is_late") }} as late_services,
        {{ count_where("events.kind = 'visit'") }} as visits
    from dated as events
    inner join {{ ref('dim_uat') }} as uats on events.siruta = uats.siruta
    inner join told
        on
            events.delivery = told.delivery
            and uats.county_code = told.county_code
            and {{ quarter_number('events.entered_on') }} between told.tells_from and told.quarter_number
    group by
        told.source,
        told.delivery,
        told.period,
        told.county_code,
        uats.siruta,
        events.entered_on,
        events.worker_id
),

by_day as (
    select
        source,
        delivery,
        period,
        county_code,
        siruta,
        quarter_number,
        entered_on,
        {% for column in sums %}
        sum({{ column }}) as {{ column }},
        {% endfor %}
        max(case when worker_id is not null then assessments + visits end) as worker_day_contacts
    from daily
    group by source, delivery, period, county_code, siruta, quarter_number, entered_on
)

select
    source,
    delivery,
    period,
    county_code,
    siruta,
    quarter_number,
    {% for column in sums %}
    cast(coalesce(sum({{ column }}), 0) as bigint) as {{ column }},
    {% endfor %}
    max(assessments) as day_assessments,
    coalesce(max(worker_day_contacts), 0) as worker_day_contacts
from by_day
group by source, delivery, period, county_code, siruta, quarter_number
