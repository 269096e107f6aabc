-- What each UAT entered into each source in a quarter, beside its own earlier quarters. A quarter's own delivery tells
-- it (of one without a delivery the next one, of those before the first the first): what is entered late does not
-- change the past. A quarter from the first with an entry on is there, also when nothing happened in it.
{% set window = var('thresholds').own_past_quarters_max | int %}
{% set sums = ['records', 'assessments', 'nothing_found', 'findings', 'services', 'late_services', 'visits'] %}
{% set counts = ['records', 'assessments', 'services', 'visits'] %}
{% set of_assessments = {
    'nothing_found': share_scale('nothing_found', 'assessments'),
    'findings': mean_scale('findings', 'assessments'),
    'day': share_scale('day_assessments', 'assessments'),
} %}
{% set enough = 'assessments >= ' ~ var('thresholds').own_past_entries_min %}
{% set least = var('thresholds').own_past_quarters_min | int %}
{% set busy = var('thresholds').busy_quarters_min | int %}

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
    {{ entered('record', 'stg_amc__beneficiaries', 'people', 'localities.siruta', at='recorded_at') }}
    inner join {{ ref('stg_amc__localities') }} as localities
        on people.delivery = localities.delivery and people.locality_id = localities.locality_id

    union all

    {{ entered(
        'assessment',
        'stg_amc__vulnerability_entries',
        'entries',
        'places.siruta',
        at='recorded_at',
        findings=count_outside('entries.source_codes', 'nothing.codes')
    ) }}
    cross join nothing
    inner join places on entries.delivery = places.delivery and entries.beneficiary_id = places.beneficiary_id
    where {{ length_of('entries.source_codes') }} > 0

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
        {% for column in sums %}
        sum({{ column }}) as {{ column }},
        {% endfor %}
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
        {% for column in sums %}
        sum({{ column }}) as {{ column }},
        {% endfor %}
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
        {% for column in counts %}
        {{ count_scale(column) }} as scaled_{{ column }},
        {% endfor %}
        {% for column, scaled in of_assessments.items() %}
        case when {{ enough }} then {{ scaled }} end as scaled_{{ column }},
        {% endfor %}
        {{ counts | join(' + ') }} as entries
    from filled
),

compared as (
    select
        *,
        {% for column in counts %}
        {{ own_past_z('scaled_' ~ column, 1, 'past', least) }} as {{ column }}_z,
        {% endfor %}
        {% for column in of_assessments %}
        {{ own_past_z('scaled_' ~ column, '1 / sqrt(assessments)', 'past', least) }} as {{ column }}_z,
        {% endfor %}
        count(*) over past as quarters_before,
        {{ count_where("entries > 0") }} over last_ones as busy_quarters_before,
        sum(entries) over last_ones as entries_before
    from scaled
    window
        past as (
            partition by source, siruta order by quarter_number rows between {{ window }} preceding and 1 preceding
        ),
        last_ones as (
            partition by source, siruta order by quarter_number rows between {{ busy }} preceding and 1 preceding
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
    cast(coalesce(entries_before, 0) as bigint) as entries_before,
    entries,
    records,
    assessments,
    nothing_found,
    findings,
    services,
    late_services,
    visits,
    {% for column in counts + of_assessments | list %}
    case when isfinite({{ column }}_z) then {{ steady(column ~ '_z') }} end as {{ column }}_z,
    {% endfor %}
    day_assessments,
    worker_day_contacts
from compared
where period >= '{{ var("first_period") }}'
