{# Limits of a mean, mean +- z s / sqrt(n) with the sample variance s^2 (Altman and others, Statistics with Confidence,
   2000, for large samples; with few the t distribution is wider). total, squares: the sums of the values and of
   their squares. Unit of the values. Null below n = 2. #}
{% macro mean_low(total, squares, n, z) -%} {{ mean_bound(total, squares, n, z, '-') }} {%- endmacro %}
{% macro mean_high(total, squares, n, z) -%} {{ mean_bound(total, squares, n, z, '+') }} {%- endmacro %}

{# Rounding can bring the variance of equal values below 0. #}
{% macro mean_bound(total, squares, n, z, side) -%}
    {%- set total, squares, n = '(' ~ total ~ ')', '(' ~ squares ~ ')', '(' ~ n ~ ')' -%}
    case when {{ n }} >= 2 and {{ squares }} is not null then
        cast({{ total }} as double) / {{ n }} {{ side }} {{ z }} * sqrt(
            greatest(0.0, {{ squares }} - cast({{ total }} as double) * {{ total }} / {{ n }})
            / (({{ n }} - 1.0) * {{ n }})
        )
    end
{%- endmacro %}
