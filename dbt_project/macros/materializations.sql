{# How models become tables and views: each in one transaction, in the place of what is there under the name. dbt's own
   way builds beside it, renames twice and drops, and describes a contract by queries of its own; most models here are so
   small that this takes longer than their SQL. Only what our models use is known here: contracts, constraints that a
   column must not be null, hooks after a model. #}

{% materialization view, adapter='duckdb' %}
    {% set relation = this.incorporate(type='view') %}
    {% do clear_for(relation) %}
    {% call statement('main') %}create or replace view {{ relation }} as (
        {{ sql }}
    ){% endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{% materialization table, adapter='duckdb' %}
    {% set relation = this.incorporate(type='table') %}
    {% do clear_for(relation) %}
    {% call statement('main') %}{{ created_table(relation, sql) }}{% endcall %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{# Keeps the quarters before those of a run, unless the run says that none stay (kept_quarters.sql). #}
{% materialization incremental, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {% set relation = this.incorporate(type='table') %}
    {% do clear_for(relation) %}
    {% set columns = columns_of(sql) %}
    {% call statement('main') %}
        {%- if existing and existing.is_table and not should_full_refresh() -%}
            {{ table_without_quarters(relation, columns) }}
        {%- else -%}
            {{ empty_table(relation, columns) }}
        {%- endif -%}
        {{ added_quarters(relation, columns, sql) }}
    {% endcall %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{# Drop what has the relation's name and is of another kind. #}
{% macro clear_for(relation) %}
    {% set existing = load_cached_relation(relation) %}
    {% if existing and existing.type != relation.type %}
        {% call statement('drop') %}drop {{ existing.type }} {{ existing }}{% endcall %}
    {% endif %}
{% endmacro %}

{# Make a table of a query, with the columns and constraints of its contract where that is enforced. #}
{% macro created_table(relation, sql) -%}
    {%- if config.get('contract').enforced -%}
        {{ empty_table(relation, columns_of(sql)) }}
        {%- set names = model.columns.values() | map(attribute='name') | join(', ') -%}
        insert into {{ relation }} ({{ names }}) select {{ names }} from (
            {{ sql }}
        ) as model
    {%- else -%}
        {%- for part in sql.split(union_in_parts()) -%}
            {{ 'create or replace table ' ~ relation ~ ' as' if loop.first else 'insert into ' ~ relation }} (
                {{ part }}
            );
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# Stands between queries of a table, or of quarters that are added to one, that are to be answered one after the other:
   DuckDB would fill the hash tables of all of them first. Each stands by itself. #}
{% macro union_in_parts() -%} union all -- in parts{% endmacro %}

{# Make a table of the columns of a query, and nothing in it; of those of its contract where that is enforced. #}
{% macro empty_table(relation, columns) -%}
    {%- if config.get('contract').enforced -%}
        {%- set promised = [] -%}
        {%- for column in model.columns.values() -%}
            {%- do promised.append(described(column.name, column.data_type)) -%}
        {%- endfor -%}
        {%- do require_columns(promised, columns) -%}
        {%- set definitions = adapter.render_raw_columns_constraints(model.columns) -%}
    {%- else -%}
        {%- set definitions = columns | map(attribute='formatted') -%}
    {%- endif -%}
    create or replace table {{ relation }} ({{ definitions | join(', ') }});
{%- endmacro %}

{# Fail where columns are not those that are expected, in any order. #}
{% macro require_columns(expected, found) %}
    {% if expected | sort(attribute='formatted') | list != found | sort(attribute='formatted') | list %}
        {% do exceptions.raise_contract_error(expected, found) %}
    {% endif %}
{% endmacro %}

{# The columns of a query, as `described` gives them. #}
{% macro columns_of(sql) %}
    {% set columns = [] %}
    {% for column in adapter.get_column_schema_from_query(sql ~ '\n') %}
        {% do columns.append(described(column.name, column.dtype)) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}

{# A column with its type, as dbt tells of it where a contract is broken. #}
{% macro described(name, type) %}
    {% do return({'name': name, 'data_type': type | upper, 'formatted': name ~ ' ' ~ type | upper}) %}
{% endmacro %}

{# A catalogue as DuckDB reads it, by the types that seeds.yml gives all its columns: many times faster than dbt's reader. #}
{% materialization seed, adapter='duckdb' %}
    {% set relation = this.incorporate(type='table') %}
    {% set path = model.root_path ~ '/' ~ model.original_file_path %}
    {% do clear_for(relation) %}
    {% call statement('main') %}
        create or replace table {{ relation }} as (
            from read_csv(
                '{{ path | replace("'", "''") }}',
                header = true,
                delim = ',',
                quote = '"',
                escape = '"',
                all_varchar = true,
                types = {{ config.get('column_types') }}
            )
        )
    {% endcall %}
    {% do adapter.commit() %}
    {% set done = load_result('main') %}
    {% do store_result('agate_table', done.response, agate_table=done.table) %}  {# what dbt expects that it read #}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
