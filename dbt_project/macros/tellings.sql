{# What deliveries told at the time: a delivery of record of a quarter speaks for that quarter, whatever came later. #}

{# Deliveries of record of a source: delivery, scope, period, period_before (of the one before it), whole_after (of the
   first whole one after it, which takes the place of all before), `speaks`: of a quarter computed, or the one that is
   known in the first of these; is_compared: one that speaks, or the one before the first of them; compared_from: the
   period of the scope's first that is. #}
{% macro tellings(source) -%}
    select
        *,
        period >= speaks_from as speaks,
        period >= speaks_from or coalesce(period_after = speaks_from, false) as is_compared,
        {{ last_day_of_quarter('period') }} as last_day,
        {{ day_start_utc(last_day_of_quarter('period') ~ ' + 1') }} as ends_at,
        min(period) filter (where period >= speaks_from or period_after = speaks_from) over (partition by scope)
            as compared_from
    from (
        select
            told.*,
            min(told.period) filter (where told.kind = 'whole') over (
                partition by told.scope order by told.period rows between 1 following and unbounded following
            ) as whole_after,
            lag(told.period) over (partition by told.scope order by told.period) as period_before,
            lead(told.period) over (partition by told.scope order by told.period) as period_after,
            coalesce(
                max(told.period) filter (where told.period <= '{{ var("first_period") }}')
                    over (partition by told.scope),
                min(told.period) over (partition by told.scope)
            ) as speaks_from
        from (
            select distinct
                delivery,
                scope,
                period,
                kind
            from {{ ref('delivery_in_force') }}
            where source = '{{ source }}' and is_of_record
        ) as told
    ) as placed
{%- endmacro %}

{# Those of them that are compared, of some quarters: a condition on their `period`. #}
{% macro compared_tellings(source, quarters) -%}
    select *
    from (
        {{ tellings(source) }}
    ) as every_telling
    where is_compared and {{ quarters }}
{%- endmacro %}

{# The rows of a table of a source whose deliveries add up, each for as long as it is told: from the delivery that sends it
   until the first one that sends it again or strikes it, or a whole one. Adds `scope`, told_from (the period of the first
   delivery, of the CTE `tellings`, that tells it) and told_until (of the first that does not; null where there is none).
   What was no longer told when the first telling came that is compared is left out. #}
{% macro rows_as_told(source, table_name, relation, id) -%}
    select
        held.*,
        standing.scope,
        standing.told_from,
        {{ sooner('standing.sent_again', 'standing.whole_after') }} as told_until
    from (
        select
            sent.*,
            deliveries.scope,
            deliveries.whole_after,
            deliveries.period as told_from,
            lead(deliveries.period) over (
                partition by deliveries.scope, sent.{{ id }} order by deliveries.period, sent.is_struck
            ) as sent_again,
            deliveries.compared_from
        from (
            select
                delivery,
                {{ id }},
                false as is_struck
            from {{ ref(relation) }}

            union all

            select
                delivery,
                record_id as {{ id }},
                true as is_struck
            from {{ ref('stg_' ~ source ~ '__tombstones') }}
            where table_name = '{{ table_name }}'
        ) as sent
        inner join tellings as deliveries on sent.delivery = deliveries.delivery
    ) as standing
    inner join {{ ref(relation) }} as held
        on standing.delivery = held.delivery and standing.{{ id }} = held.{{ id }} and not standing.is_struck
    where
        (standing.sent_again is null or standing.sent_again > standing.compared_from)
        and (standing.whole_after is null or standing.whole_after > standing.compared_from)
{%- endmacro %}

{# Whether two rows of one scope, as they were told, were told together at some time; and from when until when. #}
{% macro told_together(one, other) -%}
    {{ one }}.scope = {{ other }}.scope
    and ({{ one }}.told_until is null or {{ one }}.told_until > {{ other }}.told_from)
    and ({{ other }}.told_until is null or {{ other }}.told_until > {{ one }}.told_from)
{%- endmacro %}
{% macro time_together(one, other) -%}
    greatest({{ one }}.told_from, {{ other }}.told_from) as told_from,
    {{ sooner(one ~ '.told_until', other ~ '.told_until') }} as told_until
{%- endmacro %}

{# Whether a row was told in one of the tellings that are compared. #}
{% macro told_in(rows, tellings) -%}
    {{ rows }}.scope = {{ tellings }}.scope
    and {{ tellings }}.is_compared
    and {{ rows }}.told_from <= {{ tellings }}.period
    and ({{ rows }}.told_until is null or {{ rows }}.told_until > {{ tellings }}.period)
{%- endmacro %}

{# Whether a row, of which there is one at most at any time, is told in a telling that it is left joined to. #}
{% macro is_told(rows, tellings) -%}
    {{ tellings }}.period >= {{ rows }}.told_from
    and {{ tellings }}.period < coalesce({{ rows }}.told_until, '~')
{%- endmacro %}

{# The sooner of two ends, of which a null one is never. #}
{% macro sooner(one, other) -%}
    case when {{ other }} < {{ one }} or {{ one }} is null then {{ other }} else {{ one }} end
{%- endmacro %}

{# The records of SPOR as each delivery sends or strikes them: table_name, record_id, delivery. #}
{% macro spor_records() -%}
    {% set ids = {'activities': 'activity_id', 'satisfaction': 'satisfaction_id'} %}
    {% set others = [
        'assessments', 'findings', 'households', 'memberships', 'notifications', 'person_assessments', 'persons',
        'planned_actions', 'plans', 'results', 'services', 'team_members', 'teams', 'visits', 'workers'
    ] %}
    {% for name in others %}
    {% do ids.update({name: name[:-1] ~ '_id'}) %}
    {% endfor %}
    {% for name, id in ids.items() %}
    select
        '{{ name }}' as table_name,
        {{ id }} as record_id,
        delivery
    from {{ ref('stg_spor__' ~ name) }}
    union all
    {% endfor %}
    select
        table_name,
        record_id,
        delivery
    from {{ ref('stg_spor__tombstones') }}
{%- endmacro %}

{# The rows of a table that fall into the quarters for which the CTE `sent` says that their delivery speaks, each as an
   entry of a UAT: `at` names the instant, or `on` the day, at which it was made. Joins and conditions may follow. #}
{% macro entered(kind, relation, name, siruta, at=none, on=none, findings='null', is_late='false', worker_id='null') -%}
    select
        {{ name }}.delivery,
        {{ siruta }},
        '{{ kind }}' as kind,
        cast({{ name ~ '.' ~ at if at else 'null' }} as timestamp) as entered_at,
        cast({{ name ~ '.' ~ on if on else 'null' }} as date) as entered_on,
        cast({{ findings }} as bigint) as findings,
        coalesce({{ is_late }}, false) as is_late,
        cast({{ worker_id }} as bigint) as worker_id
    from {{ ref(relation) }} as {{ name }}
    inner join sent
        on
            {{ name }}.delivery = sent.delivery
            {%- if at %}
            and {{ name }}.{{ at }} >= sent.starts_at
            and {{ name }}.{{ at }} < sent.ends_at
            {%- else %}
            and {{ name }}.{{ on }} between sent.from_day and sent.to_day
            {%- endif %}
{%- endmacro %}

{# Which quarters each delivery of record tells of, by county, for those of which the entries are compared: those since
   the one before it, of the first one as many before as are compared. source, delivery, scope, county_code, period,
   quarter_number (its own), tells_from. #}
{% macro quarters_told() -%}
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
            {{ quarter_number(last_day_of_quarter('period')) }} - {{ var('thresholds').own_past_quarters_max | int }}
        ) as tells_from
    from {{ ref('delivery_in_force') }}
    where is_of_record and source in ('amc', 'spor', 'primero')
{%- endmacro %}
