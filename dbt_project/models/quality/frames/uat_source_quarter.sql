-- What each UAT entered into each source in a quarter, beside its own earlier quarters. A quarter's own delivery tells
-- it (of one without a delivery the next one, of those before the first the first): what is entered late does not
-- change the past. A quarter from the first with an entry on is there, also when nothing happened in it.
{% set window = var('thresholds').own_past_quarters_max | int %}
{% set sums = ['records', 'assessments', 'nothing_found', 'findings', 'services', 'late_services', 'visits'] %}
{% set scores = ['records', 'assessments', 'services', 'visits', 'nothing_found', 'findings', 'day'] %}
{% set least = var('thresholds').own_past_quarters_min | int %}

with covered as (
    select
        source,
        delivery,
        scope,
        county_code,
        period,
        {{ quarter_number(last_day_of_quarter('period')) }} as quarter_number,
        coalesce(
            {{ quarter_number(last_day_of_quarter(
                'lag(period) over (partition by source, county_code order by period)'
            )) }} + 1,
            {{ quarter_number(last_day_of_quarter('period')) }} - {{ window }}
        ) as tells_from
    from {{ ref('delivery_in_force') }}
    where is_of_record and source in ('amc', 'spor', 'primero')
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
        from covered
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
        sent.scope,
        households.household_id,
        {{ first_by('households.siruta', 'sent.period') }} as siruta
    from {{ ref('stg_spor__households') }} as households
    inner join sent on households.delivery = sent.delivery
    group by sent.scope, households.household_id
),

found as (
    select
        delivery,
        assessment_id,
        count(*) as findings
    from {{ ref('stg_spor__findings') }}
    where state = 'present'
    group by delivery, assessment_id
),

events as (
    select
        people.delivery,
        localities.siruta,
        'record' as kind,
        people.recorded_at as entered_at,
        cast(null as date) as entered_on,
        cast(null as bigint) as findings,
        false as is_late,
        cast(null as bigint) as worker_id
    from {{ ref('stg_amc__beneficiaries') }} as people
    inner join sent
        on
            people.delivery = sent.delivery
            and people.recorded_at >= sent.starts_at
            and people.recorded_at < sent.ends_at
    inner join {{ ref('stg_amc__localities') }} as localities
        on people.delivery = localities.delivery and people.locality_id = localities.locality_id

    union all

    select
        entries.delivery,
        places.siruta,
        'assessment' as kind,
        entries.recorded_at as entered_at,
        cast(null as date) as entered_on,
        {{ count_outside('entries.source_codes', 'nothing.codes') }} as findings,
        false as is_late,
        cast(null as bigint) as worker_id
    from {{ ref('stg_amc__vulnerability_entries') }} as entries
    inner join sent
        on
            entries.delivery = sent.delivery
            and entries.recorded_at >= sent.starts_at
            and entries.recorded_at < sent.ends_at
    cross join nothing
    inner join places on entries.delivery = places.delivery and entries.beneficiary_id = places.beneficiary_id
    where {{ length_of('entries.source_codes') }} > 0

    union all

    select
        interventions.delivery,
        places.siruta,
        'service' as kind,
        interventions.recorded_at as entered_at,
        cast(null as date) as entered_on,
        cast(null as bigint) as findings,
        coalesce(
            cast(interventions.recorded_at as date) - services.service_date > {{ var('thresholds').late_entry_days }},
            false
        ) as is_late,
        cast(null as bigint) as worker_id
    from {{ ref('stg_amc__interventions') }} as interventions
    inner join sent
        on
            interventions.delivery = sent.delivery
            and interventions.recorded_at >= sent.starts_at
            and interventions.recorded_at < sent.ends_at
    inner join places
        on interventions.delivery = places.delivery and interventions.beneficiary_id = places.beneficiary_id
    left join {{ ref('stg_amc__individual_services') }} as services
        on
            interventions.delivery = services.delivery
            and interventions.interventionable_id = services.individual_service_id
    where interventions.interventionable_type = 'individual_service'

    union all

    select
        cases.delivery,
        cases.siruta,
        'record' as kind,
        cast(null as timestamp) as entered_at,
        cases.registered_on as entered_on,
        cast(null as bigint) as findings,
        false as is_late,
        cast(null as bigint) as worker_id
    from {{ ref('stg_primero__cases') }} as cases
    inner join sent
        on
            cases.delivery = sent.delivery
            and cases.registered_on >= sent.from_day
            and cases.registered_on <= sent.to_day
    where cases.status in ('open', 'closed')

    union all

    select
        households.delivery,
        households.siruta,
        'record' as kind,
        households.registered_at as entered_at,
        cast(null as date) as entered_on,
        cast(null as bigint) as findings,
        false as is_late,
        cast(null as bigint) as worker_id
    from {{ ref('stg_spor__households') }} as households
    inner join sent
        on
            households.delivery = sent.delivery
            and households.registered_at >= sent.starts_at
            and households.registered_at < sent.ends_at

    union all

    select
        assessments.delivery,
        households.siruta,
        'assessment' as kind,
        assessments.assessed_at as entered_at,
        cast(null as date) as entered_on,
        coalesce(found.findings, 0) as findings,
        false as is_late,
        assessments.worker_id
    from {{ ref('stg_spor__assessments') }} as assessments
    inner join sent
        on
            assessments.delivery = sent.delivery
            and assessments.assessed_at >= sent.starts_at
            and assessments.assessed_at < sent.ends_at
    inner join households on sent.scope = households.scope and assessments.household_id = households.household_id
    left join found
        on assessments.delivery = found.delivery and assessments.assessment_id = found.assessment_id

    union all

    select
        services.delivery,
        households.siruta,
        'service' as kind,
        cast(null as timestamp) as entered_at,
        services.started_on as entered_on,
        cast(null as bigint) as findings,
        false as is_late,
        services.worker_id
    from {{ ref('stg_spor__services') }} as services
    inner join sent
        on
            services.delivery = sent.delivery
            and services.started_on >= sent.from_day
            and services.started_on <= sent.to_day
    inner join households on sent.scope = households.scope and services.household_id = households.household_id

    union all

    select
        visits.delivery,
        households.siruta,
        'visit' as kind,
        visits.visited_at as entered_at,
        cast(null as date) as entered_on,
        cast(null as bigint) as findings,
        false as is_late,
        visits.worker_id
    from {{ ref('stg_spor__visits') }} as visits
    inner join sent
        on
            visits.delivery = sent.delivery
            and visits.visited_at >= sent.starts_at
            and visits.visited_at < sent.ends_at
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
        covered.source,
        covered.county_code,
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
    inner join covered
        on
            events.delivery = covered.delivery
            and uats.county_code = covered.county_code
            and {{ quarter_number('events.entered_on') }} between covered.tells_from and covered.quarter_number
    group by covered.source, covered.county_code, uats.siruta, events.entered_on, events.worker_id
),

by_day as (
    select
        source,
        county_code,
        siruta,
        quarter_number,
        entered_on,
        sum(records) as records,
        sum(assessments) as assessments,
        sum(nothing_found) as nothing_found,
        sum(findings) as findings,
        sum(services) as services,
        sum(late_services) as late_services,
        sum(visits) as visits,
        max(case when worker_id is not null then assessments + visits end) as worker_day_contacts
    from daily
    group by source, county_code, siruta, quarter_number, entered_on
),

quarterly as (
    select
        source,
        county_code,
        siruta,
        quarter_number,
        sum(records) as records,
        sum(assessments) as assessments,
        sum(nothing_found) as nothing_found,
        sum(findings) as findings,
        sum(services) as services,
        sum(late_services) as late_services,
        sum(visits) as visits,
        max(assessments) as day_assessments,
        max(worker_day_contacts) as worker_day_contacts
    from by_day
    group by source, county_code, siruta, quarter_number
),

started as (
    select
        source,
        county_code,
        siruta,
        min(quarter_number) as first_quarter
    from quarterly
    group by source, county_code, siruta
),

told as (
    select
        *,
        {{ numbers_between('tells_from', 'quarter_number') }} as told_quarter
    from covered
),

filled as (
    select
        told.source,
        told.delivery,
        told.county_code,
        started.siruta,
        told.told_quarter as quarter_number,
        {% for column in sums + ['day_assessments', 'worker_day_contacts'] %}
        cast(coalesce(quarterly.{{ column }}, 0) as bigint) as {{ column }},
        {% endfor %}
        case when told.told_quarter = told.quarter_number then told.period end as period
    from told
    inner join started
        on
            told.source = started.source
            and told.county_code = started.county_code
            and told.told_quarter >= started.first_quarter
    left join quarterly
        on
            started.source = quarterly.source
            and started.siruta = quarterly.siruta
            and told.told_quarter = quarterly.quarter_number
),

scaled as (
    select
        *,
        records + assessments + services + visits as entries,
        {{ count_scale('records') }} as scaled_records,
        {{ count_scale('assessments') }} as scaled_assessments,
        {{ count_scale('services') }} as scaled_services,
        {{ count_scale('visits') }} as scaled_visits,
        case
            when assessments >= {{ var('thresholds').own_past_entries_min }}
                then {{ share_scale('nothing_found', 'assessments') }}
        end as scaled_nothing,
        case
            when assessments >= {{ var('thresholds').own_past_entries_min }}
                then {{ mean_scale('findings', 'assessments') }}
        end as scaled_findings,
        case
            when assessments >= {{ var('thresholds').own_past_entries_min }}
                then {{ share_scale('day_assessments', 'assessments') }}
        end as scaled_day
    from filled
),

compared as (
    select
        *,
        count(*) over past as quarters_before,
        {{ count_where('entries > 0') }} over last_year as busy_quarters_before,
        {{ own_past_z('scaled_records', 1, 'past', least) }} as records_z,
        {{ own_past_z('scaled_assessments', 1, 'past', least) }} as assessments_z,
        {{ own_past_z('scaled_services', 1, 'past', least) }} as services_z,
        {{ own_past_z('scaled_visits', 1, 'past', least) }} as visits_z,
        {{ own_past_z('scaled_nothing', '1 / sqrt(assessments)', 'past', least) }} as nothing_found_z,
        {{ own_past_z('scaled_findings', '1 / sqrt(assessments)', 'past', least) }} as findings_z,
        {{ own_past_z('scaled_day', '1 / sqrt(assessments)', 'past', least) }} as day_z
    from scaled
    window
        past as (
            partition by source, siruta order by quarter_number rows between {{ window }} preceding and 1 preceding
        ),
        last_year as (
            partition by source, siruta order by quarter_number rows between 4 preceding and 1 preceding
        )
)

select
    source,
    delivery,
    period,
    county_code,
    siruta,
    cast(quarters_before as integer) as quarters_before,
    cast(busy_quarters_before as integer) as busy_quarters_before,
    entries,
    records,
    assessments,
    nothing_found,
    findings,
    services,
    late_services,
    visits,
    {% for column in scores %}
    case when isfinite({{ column }}_z) then {{ steady(column ~ '_z') }} end as {{ column }}_z,
    {% endfor %}
    day_assessments,
    worker_day_contacts
from compared
where period >= '{{ var("first_period") }}'
