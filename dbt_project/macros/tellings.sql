{# What deliveries told at the time: a delivery of record of a quarter speaks for that quarter, whatever came later. #}

{# Deliveries of record of a source: delivery, scope, period, period_before (of the one before it), whole_from (the
   newest whole delivery on which it builds), `speaks`: of a quarter computed, or the one that is known in the first of
   these; is_compared: one that speaks, or the one before the first of them. #}
{% macro tellings(source) -%}
    select
        *,
        period >= speaks_from as speaks,
        period >= speaks_from or coalesce(period_after = speaks_from, false) as is_compared
    from (
        select
            told.*,
            max(told.period) filter (where told.kind = 'whole') over (
                partition by told.scope order by told.period
            ) as whole_from,
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

{# The rows of a table of a source whose deliveries add up, as each telling of the CTE `tellings` knew them: of the
   deliveries until then the last that holds a row, unless it was struck. Adds `telling` (the delivery that speaks),
   `told_in` (its period) and `scope`. #}
{% macro rows_as_told(source, table_name, relation, id) -%}
    select
        held.*,
        tellings.delivery as telling,
        tellings.period as told_in,
        tellings.scope
    from {{ ref(relation) }} as held
    inner join tellings as sent on held.delivery = sent.delivery
    inner join tellings
        on
            sent.scope = tellings.scope
            and sent.period <= tellings.period
            and sent.period >= coalesce(tellings.whole_from, sent.period)
            and tellings.is_compared
    where
        not exists (
            select 1
            from {{ ref('stg_' ~ source ~ '__tombstones') }} as struck
            inner join tellings as striking on struck.delivery = striking.delivery
            where
                struck.table_name = '{{ table_name }}'
                and striking.scope = tellings.scope
                and struck.record_id = held.{{ id }}
                and striking.period between sent.period and tellings.period
        )
    qualify
        row_number() over (
            partition by tellings.period, tellings.scope, held.{{ id }} order by sent.period desc
        ) = 1
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
