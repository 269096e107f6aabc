{# Failure counts of the keys and references that a layer's models declare as data tests (unique, not_null, relationships): the
   declaration is in the models' YAML, and this counts them all in one statement, by delivery, UAT and period where the model
   has these columns. #}
{% macro declared_failures(layer) -%}
    {% set tests = [] %}
    {% if execute %}
        {% for node in graph.nodes.values() %}
            {% if node.resource_type == 'test' and node.test_metadata and node.attached_node
                and graph.nodes[node.attached_node].fqn[1] == layer
                and node.test_metadata.name in ('unique', 'not_null', 'relationships') %}
                {% do tests.append(node) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {% for test in tests | sort(attribute='unique_id') %}
        {% set model = graph.nodes[test.attached_node] %}
        {% set relation = api.Relation.create(schema=model.schema, identifier=model.alias) %}
        {{ declared_failure(test, model, relation) }}
        union all
    {% endfor %}
    {{ rule_row("'none'", "'none'", 'null', 'null', 'null', '0', '0') }} where false
{%- endmacro %}

{% macro declared_failure(test, model, relation) -%}
    {% set column = test.test_metadata.kwargs.column_name %}
    {% set columns = model.columns.keys() | list %}
    {% set kind = test.test_metadata.name %}
    {% set place = namespace(keys=[]) %}
    {% for key in ['delivery', 'siruta', 'period'] %}
        {% do place.keys.append('subject.' ~ key if key in columns else 'null') %}
    {% endfor %}
    select
        '{{ kind }}' as rule,
        '{{ model.schema }}.{{ model.alias }}.{{ column }}' as subject,
        cast({{ place.keys[0] }} as varchar) as delivery,
        cast({{ place.keys[1] }} as varchar) as siruta,
        cast({{ place.keys[2] }} as varchar) as period,
        count(*) as checked,
        {% if kind == 'not_null' %}
            {{ count_where('subject.' ~ column ~ ' is null') }} as failures
        from {{ relation }} as subject
        {% elif kind == 'unique' %}
            {{ count_where('subject.copies > 1') }} as failures
        from (select *, count(*) over (partition by {{ column }}) as copies from {{ relation }}) as subject
        {% else %}
            {{ count_where('subject.' ~ column ~ ' is not null and parent.parent_key is null') }} as failures
        from {{ relation }} as subject
        left join (select distinct {{ test.test_metadata.kwargs.field }} as parent_key from {{ parent_relation(test) }}) as parent
            on subject.{{ column }} = parent.parent_key
        {% endif %}
    group by all
{%- endmacro %}

{# The relation that a relationships test points to: of the two models it depends on, the one it is not attached to. #}
{% macro parent_relation(test) -%}
    {% set others = test.depends_on.nodes | reject('equalto', test.attached_node) | list %}
    {% set node = graph.nodes[others[0] if others else test.attached_node] %}
    {{ api.Relation.create(schema=node.schema, identifier=node.alias) }}
{%- endmacro %}

{# One row of failure counts. #}
{% macro rule_row(rule, subject, delivery, siruta, period, checked, failures) -%}
    select
        {{ rule }} as rule,
        {{ subject }} as subject,
        cast({{ delivery }} as varchar) as delivery,
        cast({{ siruta }} as varchar) as siruta,
        cast({{ period }} as varchar) as period,
        cast({{ checked }} as bigint) as checked,
        cast({{ failures }} as bigint) as failures
{%- endmacro %}
