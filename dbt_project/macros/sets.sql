{# Sets of codes (vulnerabilities, dimensions, quarters), a bit each of an unsigned number of 128 bits: compared, joined
   and written many times faster than lists of codes. The bits count from 0 in the order of the variables
   `vulnerabilities` and `dimensions`; core.dim_vulnerability holds them (`own_bit`). A vulnerability's code begins with
   its dimension's. #}

{# The set of the codes of a list, by the place of each in the list of all. #}
{% macro set_of(codes, all_codes) -%}
    {% if all_codes | length > 128 %}
        {% do exceptions.raise_compiler_error(all_codes | length ~ ' codes do not fit into a set of 128 bits') %}
    {% endif %}
    {% set bits = [] %}
    {% for code in all_codes if code in codes %}
        {% do bits.append(2 ** all_codes.index(code)) %}
    {% endfor %}
    {% do return('cast(' ~ bits | sum ~ ' as uhugeint)') %}
{%- endmacro %}

{# The set of these vulnerabilities, and that of all of these dimensions. #}
{% macro vulnerability_set(codes) -%} {% do return(set_of(codes, var('vulnerabilities'))) %} {%- endmacro %}
{% macro vulnerabilities_of(dimensions) -%}
    {% set found = [] %}
    {% for dimension in dimensions %}
        {% for code in var('vulnerabilities') if code.startswith(dimension | lower ~ '_') %}
            {% do found.append(code) %}
        {% endfor %}
    {% endfor %}
    {% do return(vulnerability_set(found)) %}
{%- endmacro %}

{# The set of these dimensions. #}
{% macro dimension_set(codes) -%} {% do return(set_of(codes, var('dimensions'))) %} {%- endmacro %}

{# The set of the one code that a column names; null for none. #}
{% macro set_by(column, codes) -%}
    case {{ column }}
        {%- for code in codes %} when '{{ code }}' then {{ set_of([code], codes) }}{% endfor %}
    end
{%- endmacro %}
{% macro dimension_set_by(column) -%} {{ set_by(column, var('dimensions')) }} {%- endmacro %}

{# The set of one code by its place, from 0; DuckDB fails at the 129th. #}
{% macro nth_bit(place) -%} (cast(1 as uhugeint) << cast({{ place }} as uhugeint)) {%- endmacro %}

{# The set of the dimensions of which a set of vulnerabilities holds some. #}
{% macro dimensions_of(vulnerabilities) -%}
    (
        {%- for dimension in var('dimensions') %}
        case when {{ meets(vulnerabilities, vulnerabilities_of([dimension])) }} then {{ dimension_set([dimension]) }} else 0 end
        {{- " |" if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# The set of all vulnerabilities of a set of dimensions. #}
{% macro vulnerabilities_in(dimensions) -%}
    (
        {%- for dimension in var('dimensions') %}
        case when {{ meets(dimensions, dimension_set([dimension])) }} then {{ vulnerabilities_of([dimension]) }} else 0 end
        {{- " |" if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# What sets of a group hold together; the empty set where there are none. #}
{% macro united(sets) -%} coalesce(bit_or({{ sets }}), 0) {%- endmacro %}

{# What two sets have in common. #}
{% macro in_both(one, other) -%} ({{ one }} & {{ other }}) {%- endmacro %}

{# What one of two sets holds and the other does not. #}
{% macro in_one(one, other) -%} xor({{ one }}, {{ other }}) {%- endmacro %}

{# What the first of two sets holds and the other does not. #}
{% macro without(one, other) -%} ({{ one }} & ~({{ other }})) {%- endmacro %}

{# Whether two sets have something in common; false for a null set. #}
{% macro meets(one, other) -%} coalesce(({{ one }} & {{ other }}) <> 0, false) {%- endmacro %}

{# A row for each code of each state, with these columns of the state and what `dim_source_code` says of the code. #}
{% macro codes_one_by_one(states, columns) -%}
    {% for kind, codes in [('vulnerability', 'codes'), ('context', 'context_codes')] %}
    select
        {% for column in columns %}
        states.{{ column }},
        {% endfor %}
        codes.source_code,
        codes.kind,
        codes.vulnerability,
        codes.dimension
    from {{ states }} as states
    inner join {{ ref('dim_source_code') }} as codes
        on states.source = codes.source and {{ in_both('states.' ~ codes, 'codes.code_bit') }} <> 0
    where codes.kind = '{{ kind }}'
    {{ "union all" if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# The sets of a state from its codes, of the rows of a group that fulfil a condition: `codes` and `context_codes` by the bits
   of `dim_source_code`, unknown_codes (how many), vulnerabilities. #}
{% macro sets_of_codes(condition='true') -%}
    {{ united("case when codes.kind = 'vulnerability' and " ~ condition ~ " then codes.code_bit end") }} as codes,
    {{ united("case when codes.kind = 'context' and " ~ condition ~ " then codes.code_bit end") }} as context_codes,
    {{ count_where('codes.source_code is null and ' ~ condition) }} as unknown_codes,
    {{ united("case when " ~ condition ~ " then codes.vulnerability_bit end") }} as vulnerabilities
{%- endmacro %}
