{# Failure counts of the keys and references that a layer's models declare as data tests, to be added to other counts:
   the declaration stands in the models' YAML, and this counts them all, by delivery, UAT and period where the model has
   these columns, a model after the other. What is read has to be named by a `depends_on` in the model that calls this: dbt does not see it, and `ref`
   refuses what is not named. #}
{% macro declared_failures(layer) -%}
    {% for attached, tests in declared_tests(layer) | sort(attribute='unique_id') | groupby('attached_node') %}
    {{ union_in_parts() }}
    {{ failures_of_model(graph.nodes[attached], tests) }}
    {% endfor %}
{%- endmacro %}

{# The data tests of a layer's models that are keys or references; none while dbt parses and in unit tests, for there is
   no graph then. #}
{% macro declared_tests(layer) -%}
    {% set tests = [] %}
    {% for test in graph.get('nodes', {}).values() if test.resource_type == 'test' and test.attached_node %}
        {% if graph.nodes[test.attached_node].fqn[1] == layer
            and test.test_metadata.name in ('unique', 'unique_combination', 'not_null', 'relationships') %}
            {% do tests.append(test) %}
        {% endif %}
    {% endfor %}
    {% do return(tests) %}
{%- endmacro %}

{# The node that a test points to: of the two that it depends on, the one that it is not attached to; a model may point
   to itself. #}
{% macro parent_of(test) -%}
    {% set others = test.depends_on.nodes | reject('equalto', test.attached_node) | list %}
    {% do return(graph.nodes[others[0] if others else test.attached_node]) %}
{%- endmacro %}

{# The declared tests of a model, counted in one pass over it, by delivery, siruta and period where it has these columns. #}
{% macro failures_of_model(node, tests) -%}
    select
        counted.rule,
        counted.subject,
        delivery,
        siruta,
        period,
        checked,
        counted.failures
    from (
        select
            delivery,
            siruta,
            period,
            count(*) as checked,
            {{ elements(failure_counts(node, tests)) }} as counted
        from (
            select
                {% for place in ['delivery', 'siruta', 'period'] %}
                cast({{ 'subject.' ~ place if place in node.columns else 'null' }} as varchar) as {{ place }},
                {% endfor %}
                {% for test in tests %}
                {{ fails(node, test) }} as failed_{{ loop.index }}{{ "," if not loop.last }}
                {% endfor %}
            from {{ ref(node.name) }} as subject
        ) as flagged
        group by delivery, siruta, period
    ) as counted_rows
{%- endmacro %}

{# Whether a row of `subject` fails a declared test; null, where a key is empty, is no. #}
{% macro fails(node, test) -%}
    {% set declared = test.test_metadata %}
    {% set columns = tested_columns(declared) %}
    {% if declared.name == 'not_null' -%}
        subject.{{ columns[0] }} is null
    {%- elif declared.name == 'relationships' -%}
        {% set field = declared.kwargs.field %}
        subject.{{ columns[0] }} is not null and subject.{{ columns[0] }} not in (
            select parent.{{ field }}
            from {{ ref(parent_of(test).name) }} as parent
            where parent.{{ field }} is not null
        )
    {%- else -%}
        (subject.{{ columns | join(', subject.') }}) in ({{ repeated(ref(node.name), columns) }})
    {%- endif %}
{%- endmacro %}

{# The columns that a declared test is about. #}
{% macro tested_columns(declared) -%}
    {% do return(declared.kwargs.columns or [declared.kwargs.column_name]) %}
{%- endmacro %}

{# Whether two sums differ by more than the rounding of doubles; what is not there is 0. #}
{% macro differ(one, other) -%}
    abs(coalesce({{ one }}, 0) - coalesce({{ other }}, 0))
    > {{ var('thresholds').share_tolerance }} * greatest(1, abs(coalesce({{ one }}, 0)))
{%- endmacro %}
