{# Models that keep quarters (materialized incremental): a run computes its own quarters anew, from `first_period` on, and
   those right before it stay as the runs computed them that were asked for them. #}

{# Take the run's quarters out of a table; fails where an earlier run computed other columns. #}
{% macro table_without_quarters(relation, columns) -%}
    {%- do require_columns(columns_of('select * from ' ~ relation), columns) -%}
    delete from {{ relation }} where period >= '{{ var("first_period") }}';
{%- endmacro %}

{# Add the run's quarters to a table: as many at a time as fit into the memory of a small machine. A model that looks at
   one quarter from another, gives rows of quarters before the run's, or has few rows for which it goes through many, says
   so in its `meta`. #}
{% macro added_quarters(relation, columns, sql) -%}
    {%- set names = columns | map(attribute='name') | join(', ') -%}
    {%- set together = config.get('meta', {}).get('all_quarters_at_once') -%}
    {%- set quarters = quarters_of_run() -%}
    {%- for computed in ([quarters] if together else quarters | batch(quarters_at_once())) %}
    set variable quarters_from = '{{ computed | first }}';
    set variable quarters_to = '{{ computed | last }}';
    {%- for part in sql.split(union_in_parts()) %}
    insert into {{ relation }} ({{ names }}) select {{ names }} from (
        {{ part }}
    ) as model
    {{ "where period between getvariable('quarters_from') and getvariable('quarters_to')" if not together }};
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}

{# The run's quarters, as `2025-Q4`. #}
{% macro quarters_of_run() -%}
    {% set first, last = var('first_period'), var('period') %}
    {% set quarters = [] %}
    {% for number in range(first[:4] | int * 4 + first[-1] | int - 1, last[:4] | int * 4 + last[-1] | int) %}
        {% do quarters.append((number // 4) ~ '-Q' ~ (number % 4 + 1)) %}
    {% endfor %}
    {% do return(quarters) %}
{%- endmacro %}

{# Conditions on a column that holds a period, one for each part of what there is up to the run's last quarter: as many of
   the run's quarters together as are computed at a time, what is older with the first of them. #}
{% macro conditions_on_quarters(period) -%}
    {% set conditions = [] %}
    {% for part in quarters_of_run() | batch(quarters_at_once()) %}
        {% set from = '' if loop.first else period ~ " >= '" ~ part[0] ~ "' and " %}
        {% do conditions.append(from ~ period ~ " <= '" ~ part[-1] ~ "'") %}
    {% endfor %}
    {% do return(conditions) %}
{%- endmacro %}

{# How many quarters are computed at a time: each holds about as many rows as there are records of people. #}
{% macro quarters_at_once() -%}
    {% if not execute or flags.WHICH == 'compile' %}{% do return(1000) %}{% endif %}
    {% set counted = run_query(
        "select estimated_size from duckdb_tables() where schema_name = 'core' and table_name = 'person_record'"
    ) %}
    {% set records = counted.columns[0].values() | first or 0 %}
    {% do return([var('records_at_once') // ([records, 1] | max), 1] | max | int) %}
{%- endmacro %}

{# A model or seed; of a model that keeps quarters, or a view of one (`has_quarters` in its `meta`), those of the run, so
   that nothing older is computed again, and in a model that keeps them too those that are being computed. Unit tests say
   themselves what there is; SQL that is compiled only is that of all the run's quarters. #}
{% macro ref(name) %}
    {% set relation = builtins.ref(name) %}
    {% if execute and model.resource_type == 'model' %}
        {% set node = graph.nodes.get('model.' ~ project_name ~ '.' ~ name) %}
        {% if node and (node.config.materialized == 'incremental' or node.config.meta.get('has_quarters')) %}
            {% set computed = "period between getvariable('quarters_from') and getvariable('quarters_to')" %}
            {% set of_run = "period >= '" ~ var('first_period') ~ "'" %}
            {% set in_parts = model.config.materialized == 'incremental' and flags.WHICH != 'compile' %}
            {% do return("(select * from " ~ relation ~ " where " ~ (computed if in_parts else of_run) ~ ")") %}
        {% endif %}
    {% endif %}
    {% do return(relation) %}
{% endmacro %}

{# All quarters of a model that keeps them. #}
{% macro history(name) %}{% do return(builtins.ref(name)) %}{% endmacro %}
