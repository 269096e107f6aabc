{# Which source speaks when two disagree: the order that the seed `source_precedence` gives them for an attribute or a
   dimension, as a run passes it in `--vars`. #}

{# Place of a source in that order, from 1; null where it does not speak. #}
{% macro source_rank(attribute, source) -%}
    case {{ source }}
        {%- for name in var('source_precedence').get(attribute, []) %} when '{{ name }}' then {{ loop.index }}{% endfor %}
    end
{%- endmacro %}

{# Of a person's records, the value of the one that speaks on the attribute and knows it. `order`: of two records of one
   source that of the lower text speaks. #}
{% macro spoken(attribute, value, source, order) -%}
    {{ first_by(
        'case when ' ~ source_rank(attribute, source) ~ ' is not null then ' ~ value ~ ' end',
        source_rank(attribute, source) ~ " || ' ' || " ~ order
    ) }}
{%- endmacro %}

{# The order of a person's records of one source at a quarter's end: that with the newest state first. #}
{% macro newest_first() -%} {{ sortable('state_age_days') }} || ' ' || record_key {%- endmacro %}

{# Whether a source speaks on a dimension; false for no dimension. #}
{% macro speaks_on(source, dimension) -%}
    {%- set pairs = [] -%}
    {%- for name in var('dimensions') -%}
        {%- for speaker in var('source_precedence').get(name, []) -%}
            {%- do pairs.append("'" ~ speaker ~ " " ~ name ~ "'") -%}
        {%- endfor -%}
    {%- endfor -%}
    coalesce({{ source }} || ' ' || {{ dimension }} in ({{ pairs | join(', ') }}), false)
{%- endmacro %}

{# The sorted list of dimensions on which a source speaks, the source by its name. #}
{% macro dimensions_of(source) -%}
    {%- set found = [] -%}
    {%- for name in var('dimensions') | sort if source in var('source_precedence').get(name, []) -%}
        {%- do found.append("'" ~ name ~ "'") -%}
    {%- endfor -%}
    cast([{{ found | join(', ') }}] as varchar[])
{%- endmacro %}

{# The order in which a person's records tell where the person is: those that know the UAT first. #}
{% macro place_order() -%}
    case when siruta is null then '1 ' else '0 ' end || {{ source_rank('place', 'source') }} || ' ' || record_key
{%- endmacro %}

{# Place of a source in the order of a dimension that a column holds, from 1; null where it does not speak. #}
{% macro source_rank_of(dimension, source) -%}
    case {{ dimension }}
        {% for name in var('dimensions') %}
        when '{{ name }}' then {{ source_rank(name, source) if var('source_precedence').get(name) else 'null' }}
        {% endfor %}
    end
{%- endmacro %}
