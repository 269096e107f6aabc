{# Models that keep quarters (materialized incremental): a run computes its own quarters anew, from `first_period` on, and
   those right before it stay as the runs computed them that were asked for them. #}

{# The rows of a run's quarters take the place of those that an earlier run computed; fails where it computed other
   columns. #}
{% macro replaced_quarters(relation, sql) -%}
    {%- set columns = columns_of('select * from ' ~ relation) -%}
    {%- set names = columns | map(attribute='name') | join(', ') -%}
    {%- do require_columns(columns, columns_of(sql)) -%}
    delete from {{ relation }} where period >= '{{ var("first_period") }}';
    insert into {{ relation }} ({{ names }}) select {{ names }} from (
        {{ sql }}
    ) as model
{%- endmacro %}

{# A model or seed; of a model that keeps quarters those of the run, so that nothing older is computed again. Unit tests
   say themselves what there is. #}
{% macro ref(name) %}
    {% set relation = builtins.ref(name) %}
    {% if execute and model.resource_type == 'model' %}
        {% set node = graph.nodes.get('model.' ~ project_name ~ '.' ~ name) %}
        {% if node and node.config.materialized == 'incremental' %}
            {% do return("(select * from " ~ relation ~ " where period >= '" ~ var('first_period') ~ "')") %}
        {% endif %}
    {% endif %}
    {% do return(relation) %}
{% endmacro %}

{# All quarters of a model that keeps them. #}
{% macro history(name) %}{% do return(builtins.ref(name)) %}{% endmacro %}
