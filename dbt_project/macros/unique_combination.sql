{# Data test: no two rows agree in all of these columns. A row without one of them is not looked at: not_null counts
   it. #}
{% test unique_combination(model, columns) %}
    {{ repeated(model, columns) }}
{% endtest %}

{# The values of these columns that more than one row has. #}
{% macro repeated(relation, columns) -%}
    select {{ columns | join(', ') }}
    from {{ relation }}
    where {{ columns | join(' is not null and ') }} is not null
    group by {{ columns | join(', ') }}
    having count(*) > 1
{%- endmacro %}
