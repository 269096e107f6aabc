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
    {{ quarters_told() }}
),

quarterly as (
    select entries.*
    from {{ history('uat_entries') }} as entries
    inner join covered
        on
            entries.delivery = covered.delivery
            and entries.county_code = covered.county_code
            and entries.quarter_number between covered.tells_from and covered.quarter_number
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
