-- The standard statistics of AMC-MSR: people with an entry in the quarter that holds the codes of a figure, and those
-- who came into the quarter with such an entry. One entry must hold them all. No status is asked for: who was removed
-- counts. Sources: app/Reports/Queries/ReportQuery.php and app/Models/Beneficiary.php of its public code.
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

met as (
    select
        findings.assessment_key,
        clauses.figure
    from {{ ref('fct_finding') }} as findings
    inner join clauses on findings.source_code = clauses.code
    inner join needed on clauses.figure = needed.figure
    where findings.source = 'amc' and findings.state = 'present'
    group by findings.assessment_key, clauses.figure, needed.clauses
    having count(distinct clauses.clause) = needed.clauses

    union all

    select
        assessment_key,
        source_code as figure
    from {{ ref('fct_finding') }}
    where source = 'amc' and state = 'present' and kind in ('vulnerability', 'context')
),

carried as (
    select
        quarters.period,
        states.record_key,
        met.figure,
        bool_or(states.valid_from >= quarters.starts_at) as entered
    from met
    inner join {{ ref('person_state') }} as states on met.assessment_key = states.assessment_key
    inner join {{ ref('dim_quarter') }} as quarters
        on
            states.valid_from < quarters.ends_at
            and (
                states.valid_from >= quarters.starts_at
                or states.valid_to is null
                or states.valid_to > quarters.starts_at
            )
    group by quarters.period, states.record_key, met.figure
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
