{# Which source speaks when two disagree: the order that the seed `source_precedence` gives them for an attribute or a
   dimension, as a run passes it in `--vars`. #}

{# The sources that tell of people. #}
{% macro sources_of_people() -%} {{ return(['amc', 'primero', 'spor']) }} {%- endmacro %}

{# Place of a source in that order, from 1; null where it does not speak. #}
{% macro source_rank(attribute, source) -%}
    case {{ source }}
        {%- for name in var('source_precedence').get(attribute, []) %} when '{{ name }}' then {{ loop.index }}{% endfor %}
    end
{%- endmacro %}

{# Of a person's records, the value of the one that speaks on the attribute and knows it. `order`: a number;
   of two records of one source that with the lower one speaks. #}
{% macro spoken(attribute, value, source, order) -%}
    {{ first_by(
        'case when ' ~ source_rank(attribute, source) ~ ' is not null then ' ~ value ~ ' end',
        source_rank(attribute, source) ~ ' * 1000000000000 + ' ~ order
    ) }}
{%- endmacro %}

{# The order of a person's records at a quarter's end, as a number of at most twelve digits: that with the newest state
   first. No state is a million days old, nobody has a million records. #}
{% macro newest_first(state_age_days, key_order) -%}
    (coalesce({{ state_age_days }}, 999999) * cast(1000000 as bigint) + {{ key_order }})
{%- endmacro %}

{# The sets of dimensions, and of vulnerabilities, on which the source that a column names speaks. #}
{% macro dimensions_spoken_on(source) -%} {{ spoken_on(source, dimension_set) }} {%- endmacro %}
{% macro vulnerabilities_spoken_on(source) -%} {{ spoken_on(source, vulnerabilities_of) }} {%- endmacro %}
{% macro spoken_on(source, set_of_dimensions) -%}
    case {{ source }}
        {%- for name in sources_of_people() %}
        {%- set spoken = [] %}
        {%- for dimension in var('dimensions') if name in var('source_precedence').get(dimension, []) %}
        {%- do spoken.append(dimension) %}
        {%- endfor %} when '{{ name }}' then {{ set_of_dimensions(spoken) }}
        {%- endfor %}
    end
{%- endmacro %}

{# The set of dimensions on which one source, which a column names, is put before another one that speaks too. #}
{% macro dimensions_put_first(one, other) -%}
    case {{ one }}
        {%- for first in sources_of_people() %}
        when '{{ first }}' then case {{ other }}
            {%- for second in sources_of_people() if first != second %}
            {%- set before = [] %}
            {%- for dimension in var('dimensions') %}
            {%- set order = var('source_precedence').get(dimension, []) %}
            {%- if first in order and second in order and order.index(first) < order.index(second) %}
            {%- do before.append(dimension) %}
            {%- endif %}
            {%- endfor %} when '{{ second }}' then {{ dimension_set(before) }}
            {%- endfor %}
        end
        {%- endfor %}
    end
{%- endmacro %}

{# The order in which a person's records tell where the person is: those that know the UAT first. `order`: as above. #}
{% macro place_order(order) -%}
    (case when siruta is null then 100 else 0 end + {{ source_rank('place', 'source') }}) * 1000000000000 + {{ order }}
{%- endmacro %}
