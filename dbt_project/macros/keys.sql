{# Key of a source's record. The scope (the counties of its delivery) keeps apart databases that count from 1 each. #}
{% macro record_key(source, scope, id) -%}
    '{{ source }}:' || {{ scope }} || ':' || {{ id }}
{%- endmacro %}
