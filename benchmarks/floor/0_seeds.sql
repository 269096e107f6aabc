-- The seeds that the figures rest on, and what is shared by all that follows.
set TimeZone = 'UTC';
{% for name, types in seeds.items() %}
create temp table {{ name }} as from read_csv('{{ seed_folder }}/{{ name }}.csv', types = {{ types }});
{% endfor %}

-- vulnerabilities as bits of two numbers, `high` of health and `low` of all else
create temp table vulnerability_bit (number, vulnerability, dimension, low, high) as
from (
    values
    {% for bit in vulnerability_bits %}
    ({{ loop.index }}::utinyint, '{{ bit.vulnerability }}', '{{ bit.dimension }}', {{ bit.low }}::bigint, {{ bit.high }}::bigint){{ "," if not loop.last }}
    {% endfor %}
);

-- the sums of the catalogue; of those with a row a code, the code
create temp table summed_catalogue as
select
    rows.number,
    rows.indicator,
    catalogue.measure,
    catalogue.unit,
    catalogue.levels,
    catalogue.sensitivity,
    units.factor
from (
    values
    {% for row in catalogue %}
    ({{ row.number }}, '{{ row.indicator }}'){{ "," if not loop.last }}
    {% endfor %}
) as rows (number, indicator)
inner join indicators as catalogue on rows.indicator = catalogue.indicator
inner join units on catalogue.unit = units.unit;

create temp table summed_code (number, breakdown, category) as
from (
    values
    {% for row in catalogue if row.breakdown %}
    ({{ row.number }}, '{{ row.breakdown }}', '{{ row.category }}'){{ "," if not loop.last }}
    {% endfor %}
);

{# Where a source comes in the precedence of an attribute or dimension; null where it does not speak on it. #}
{% macro rank(attribute, source='source') %}case {{ source }}{% for name in precedence[attribute] %} when '{{ name }}' then {{ loop.index }}{% endfor %} end{% endmacro %}
{% macro begins_with(code, words) %}
len(list_filter(string_split({{ words }}, ' '), lambda word: word = '*' or starts_with({{ code }}, word))) > 0
{% endmacro %}
{# Nine decimals and twelve significant digits: the last ones depend on the order in which threads add up. #}
{% macro steady(number) %}
case
    when isfinite({{ number }}) and {{ number }} <> 0
        then round({{ number }}, least(9, 11 - cast(floor(log10(abs({{ number }}))) as integer)))
    else {{ number }}
end
{% endmacro %}
