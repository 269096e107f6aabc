-- The standard statistics of AMC-MSR, of quarters of which somebody handed such a report in: people with an entry in
-- the quarter that holds the codes of a figure, and those who came into the quarter with such an entry. One entry must
-- hold them all. No status is asked for: who was removed counts. Sources: app/Reports/Queries/ReportQuery.php and
-- app/Models/Beneficiary.php of its public code.
with clauses as (
    select
        figure,
        clause,
        code
    from {{ ref('report_figure_clauses') }}
    where source = 'amc'
),

needed as (
    select
        figure,
        count(distinct clause) as clauses
    from clauses
    group by figure
),

reported as (
    select
        quarters.period,
        quarters.starts_at,
        quarters.ends_at
    from {{ ref('dim_quarter') }} as quarters
    semi join {{ ref('fct_source_report') }} as reports on quarters.period = reports.period and reports.source = 'amc'
),

standing as (
    select
        reported.period,
        states.assessment_key,
        states.record_key,
        states.valid_from >= reported.starts_at as entered
    from {{ ref('person_state') }} as states
    inner join reported
        on
            states.valid_from < reported.ends_at
            and (
                states.valid_from >= reported.starts_at
                or states.valid_to is null
                or states.valid_to > reported.starts_at
            )
),

found as (
    select
        findings.assessment_key,
        findings.source_code
    from {{ ref('fct_finding') }} as findings
    semi join standing on findings.assessment_key = standing.assessment_key
    where findings.source = 'amc'
),

met as (
    select
        found.assessment_key,
        clauses.figure
    from found
    inner join clauses on found.source_code = clauses.code
    inner join needed on clauses.figure = needed.figure
    group by found.assessment_key, clauses.figure, needed.clauses
    having count(distinct clauses.clause) = needed.clauses

    union all

    select
        assessment_key,
        source_code as figure
    from found
),

carried as (
    select
        standing.period,
        standing.record_key,
        met.figure,
        bool_or(standing.entered) as entered
    from standing
    inner join met on standing.assessment_key = met.assessment_key
    group by standing.period, standing.record_key, met.figure
)

select
    'amc' as source,
    carried.period,
    people.county_code,
    people.siruta,
    carried.figure,
    count(*) as computed,
    {{ count_where('carried.entered') }} as computed_entries
from carried
inner join {{ ref('person_record') }} as people on carried.record_key = people.record_key
group by carried.period, people.county_code, people.siruta, carried.figure
