{# Failure counts of the keys and references that a layer's models declare as data tests: the declaration stands in the
   models' YAML, and this counts them all in one statement, by delivery, UAT and period where the model has these
   columns. What is read has to be named by a `depends_on` in the model that calls this: dbt does not see it, and `ref`
   refuses what is not named. #}
{% macro declared_failures(layer) -%}
    {% for test in declared_tests(layer) | sort(attribute='unique_id') %}
    {{ declared_failure(test.test_metadata, graph.nodes[test.attached_node], parent_of(test)) }}

    union all

    {% endfor %}
    select
        'none' as rule,
        'none' as subject,
        cast(null as varchar) as delivery,
        cast(null as varchar) as siruta,
        cast(null as varchar) as period,
        0 as checked,
        0 as failures
    where false
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

{# One declared test, counted. #}
{% macro declared_failure(declared, node, parent) -%}
    {% set column = declared.kwargs.column_name %}
    {% set columns = declared.kwargs.columns or [column] %}
    select
        '{{ declared.name }}' as rule,
        '{{ node.schema }}.{{ node.alias }}.{{ columns | join("+") }}' as subject,
        {% for place in ['delivery', 'siruta', 'period'] %}
        cast({{ 'subject.' ~ place if place in node.columns else 'null' }} as varchar) as {{ place }},
        {% endfor %}
        count(*) as checked,
    {% if declared.name == 'not_null' %}
        {{ count_where('subject.' ~ column ~ ' is null') }} as failures
    from {{ ref(node.name) }} as subject
    {% elif declared.name == 'relationships' %}
        {{ count_where('subject.' ~ column ~ ' is not null and parent.parent_key is null') }} as failures
    from {{ ref(node.name) }} as subject
    left join (select distinct {{ declared.kwargs.field }} as parent_key from {{ ref(parent.name) }}) as parent
        on subject.{{ column }} = parent.parent_key
    {% else %}
        {{ count_where('repeated.' ~ columns[0] ~ ' is not null') }} as failures
    from {{ ref(node.name) }} as subject
    left join ({{ repeated(ref(node.name), columns) }}) as repeated
        on {% for key in columns %}subject.{{ key }} = repeated.{{ key }}{{ " and " if not loop.last }}{% endfor %}
    {% endif %}
    group by 3, 4, 5
{%- endmacro %}

{# Whether two sums differ by more than the rounding of doubles; what is not there is 0. #}
{% macro differ(one, other) -%}
    abs(coalesce({{ one }}, 0) - coalesce({{ other }}, 0))
    > {{ var('thresholds').share_tolerance }} * greatest(1, abs(coalesce({{ one }}, 0)))
{%- endmacro %}
