{# Indicators are boolean columns until the last step. These macros write them from the catalogue, which a run passes as
   `--vars`: `indicators` is a list of {indicator, population, numerator}. #}

{# Column names of an indicator: `doc_01_n` counts the numerator, `doc_01_d` the denominator. #}
{% macro numerator_of(indicator) -%} {{ indicator | lower | replace('-', '_') }}_n {%- endmacro %}
{% macro denominator_of(indicator) -%} {{ indicator | lower | replace('-', '_') }}_d {%- endmacro %}

{# A boolean column each dimension (`doc`) and vulnerability, never null: is it in the lists of a person's state. #}
{% macro finding_flags(relation) -%}
    {% for dimension in var('dimensions') %}
    {{ holds(relation ~ '.dimensions', dimension) }} as {{ dimension | lower }},
    {% endfor %}
    {% for vulnerability in var('vulnerabilities') %}
    {{ holds(relation ~ '.vulnerabilities', vulnerability) }} as {{ vulnerability }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Two boolean columns an indicator, never null: is the person in the population, and in the numerator within it. #}
{% macro indicator_flags() -%}
    {% for row in var('indicators') %}
    coalesce(({{ row.population }}), false) as {{ denominator_of(row.indicator) }},
    coalesce(({{ row.population }}) and ({{ row.numerator }}), false) as {{ numerator_of(row.indicator) }}
    {{- "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Two counts an indicator. #}
{% macro indicator_counts() -%}
    {% for row in var('indicators') %}
    {{ count_where(numerator_of(row.indicator)) }} as {{ numerator_of(row.indicator) }},
    {{ count_where(denominator_of(row.indicator)) }} as {{ denominator_of(row.indicator) }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# The sums of these counts. #}
{% macro indicator_sums() -%}
    {% for row in var('indicators') %}
    cast(sum({{ numerator_of(row.indicator) }}) as bigint) as {{ numerator_of(row.indicator) }},
    cast(sum({{ denominator_of(row.indicator) }}) as bigint) as {{ denominator_of(row.indicator) }}
    {{- "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# The names of the counts, of a relation. #}
{% macro indicator_columns(relation) -%}
    {% for row in var('indicators') %}
    {{ relation }}.{{ numerator_of(row.indicator) }},
    {{ relation }}.{{ denominator_of(row.indicator) }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Wide to long: one row an indicator, with `indicator`, `numerator` and `denominator`; null counts become 0. #}
{% macro indicators_unpivoted(relation, keys) -%}
    select
        {{ keys | join(', ') }},
        pair.indicator,
        coalesce(pair.numerator, 0) as numerator,
        coalesce(pair.denominator, 0) as denominator
    from (
        select
            {{ keys | join(', ') }},
            {{ elements(indicator_pairs()) }} as pair
        from {{ relation }}
    ) as paired
{%- endmacro %}
