-- How often two sources that know the same person say different things: of an attribute, or of a dimension at the end
-- of the newest quarter (one found something, the other looked and found nothing).
with newest as (
    select max(period) as period
    from {{ ref('dim_quarter') }}
),

last_quarter as (
    select states.*
    from {{ ref('record_quarter_state') }} as states
    inner join newest on states.period = newest.period
),

attributes as (
    {% for attribute, column in [('sex', 'sex'), ('birth_date', 'birth_date'), ('place', 'siruta')] %}
    select
        '{{ attribute }}' as attribute,
        one.source,
        another.source as other_source,
        count(*) as compared,
        {{ count_where('one.' ~ column ~ ' <> another.' ~ column) }} as disagreeing
    from {{ ref('person_record') }} as one
    inner join {{ ref('person_record') }} as another on one.person_key = another.person_key
    where one.source < another.source and one.{{ column }} is not null and another.{{ column }} is not null
    group by one.source, another.source

    union all

    {% endfor %}
    select
        'work_status' as attribute,
        one.source,
        another.source as other_source,
        count(*) as compared,
        {{ count_where('one.work_status <> another.work_status') }} as disagreeing
    from last_quarter as one
    inner join last_quarter as another on one.person_key = another.person_key
    where one.source < another.source and one.work_status is not null and another.work_status is not null
    group by one.source, another.source
),

findings as (
    {% for dimension in var('dimensions') %}
    select
        '{{ dimension }}' as attribute,
        one.source,
        another.source as other_source,
        count(*) as compared,
        {{ count_where(meets('one.vulnerabilities', vulnerabilities_of([dimension])) ~ ' <> '
            ~ meets('another.vulnerabilities', vulnerabilities_of([dimension]))) }}
            as disagreeing
    from last_quarter as one
    inner join last_quarter as another on one.person_key = another.person_key
    where
        one.source < another.source
        and {{ meets('one.dimensions_assessed', dimension_set([dimension])) }}
        and {{ meets('another.dimensions_assessed', dimension_set([dimension])) }}
    group by one.source, another.source
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from attributes
union all
select * from findings
