-- Primero's own reports: cases by the day of their registration or closure, and the services of cases by the day on
-- which they were implemented. A concern is that of an open or closed case registered in the quarter. Source:
-- app/models/managed_report.rb of its public code.
with cases as (
    select
        cases.case_key,
        cases.record_key,
        cases.status,
        cases.opened_at,
        cases.closed_at,
        people.county_code,
        people.siruta
    from {{ ref('fct_case') }} as cases
    inner join {{ ref('person_record') }} as people on cases.record_key = people.record_key
    where cases.source = 'primero'
),

registered as (
    select
        quarters.period,
        cases.county_code,
        cases.siruta,
        cases.record_key,
        cases.status
    from cases
    inner join {{ ref('dim_quarter') }} as quarters
        on cases.opened_at >= quarters.starts_at and cases.opened_at < quarters.ends_at
),

figures as (
    select
        period,
        county_code,
        siruta,
        'registered' as figure
    from registered

    union all

    select
        period,
        county_code,
        siruta,
        'registered_' || status as figure
    from registered
    where status in ('open', 'closed')

    union all

    select
        registered.period,
        registered.county_code,
        registered.siruta,
        findings.source_code as figure
    from registered
    inner join {{ ref('fct_assessment') }} as states on registered.record_key = states.record_key
    inner join {{ ref('fct_finding') }} as findings on states.assessment_key = findings.assessment_key

    union all

    select
        quarters.period,
        cases.county_code,
        cases.siruta,
        'closed' as figure
    from cases
    inner join {{ ref('dim_quarter') }} as quarters
        on cases.closed_at >= quarters.starts_at and cases.closed_at < quarters.ends_at

    union all

    select
        quarters.period,
        cases.county_code,
        cases.siruta,
        'services' as figure
    from cases
    inner join {{ ref('fct_service') }} as services on cases.case_key = services.case_key
    inner join {{ ref('dim_quarter') }} as quarters
        on services.service_date between quarters.first_day and quarters.last_day
)

select
    'primero' as source,
    period,
    county_code,
    siruta,
    figure,
    count(*) as computed,
    cast(null as bigint) as computed_entries
from figures
group by period, county_code, siruta, figure
