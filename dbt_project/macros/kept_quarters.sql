{# Models that keep quarters (materialized incremental): a run computes its own quarters anew, from `first_period` on, and
   those right before it stay as the runs computed them that were asked for them. #}

{# How the rows of a run's quarters take their place: dbt's strategy `quarters`. #}
{% macro get_incremental_quarters_sql(arg_dict) %}
    {% set columns = arg_dict.dest_columns | map(attribute='quoted') | join(', ') %}
    delete from {{ arg_dict.target_relation }} where period >= '{{ var("first_period") }}';
    insert into {{ arg_dict.target_relation }} ({{ columns }})
    select {{ columns }} from {{ arg_dict.temp_relation }};
{% endmacro %}

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
