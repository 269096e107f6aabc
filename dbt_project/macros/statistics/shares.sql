{# Bounds of the Wilson score interval of a share, without continuity correction (Wilson, JASA 22, 1927; method 3 of
   Newcombe, Stat Med 17, 1998); null where n is 0 or k is null. k of n, 0 <= k <= n; z: the normal quantile, 1.96 for
   95 %. #}
{% macro wilson_low(k, n, z) -%} {{ wilson_bound(k, n, z, '-') }} {%- endmacro %}
{% macro wilson_high(k, n, z) -%} {{ wilson_bound(k, n, z, '+') }} {%- endmacro %}

{# The check of k is for `greatest`, which passes over nulls. #}
{% macro wilson_bound(k, n, z, side) -%}
    {%- set k, n = '(' ~ k ~ ')', '(' ~ n ~ ')' -%}
    case when {{ n }} > 0 and {{ k }} is not null then greatest(0.0, least(1.0, (
        {{ k }} + {{ z }} * {{ z }} / 2.0
        {{ side }} {{ z }} * sqrt({{ k }} * ({{ n }} - {{ k }}) / cast({{ n }} as double) + {{ z }} * {{ z }} / 4.0)
    ) / ({{ n }} + {{ z }} * {{ z }}))) end
{%- endmacro %}

{# How a place compares: the country's value lies outside of its interval, or does not. With a polarity better or worse,
   without one higher or lower. #}
{% macro benchmark(low, high, country_value, polarity, level) -%}
    case
        when {{ level }} = 'country' or {{ low }} is null or {{ country_value }} is null then 'not_compared'
        when {{ low }} <= {{ country_value }} and {{ high }} >= {{ country_value }} then 'similar'
        when {{ polarity }} = 'none' then case when {{ low }} > {{ country_value }} then 'higher' else 'lower' end
        when ({{ low }} > {{ country_value }}) = ({{ polarity }} = 'higher_is_better') then 'better'
        else 'worse'
    end
{%- endmacro %}
