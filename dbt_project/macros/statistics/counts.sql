{# Limits of a count of events that follows a Poisson distribution: Byar's approximation from 10 on (Breslow and Day,
   Statistical Methods in Cancer Research II, 1987, p. 69), exact below (Garwood, Biometrika 28, 1936), as OHID's
   technical guide has it. The limits of a rate are these over its denominator. Null for what is no count: null, below
   0, a fraction below 10. z: a number, not a column, for the exact limits are computed while SQL is written. #}
{% macro byar_low(count, z) -%}
    {%- set count = '(' ~ count ~ ')' -%}
    case
        when {{ count }} >= 10
            then {{ count }} * power(1 - 1 / (9.0 * {{ count }}) - {{ z }} / (3.0 * sqrt({{ count }})), 3)
        when {{ count }} = 0 then 0.0
        {%- for k in range(1, 10) %}
        when {{ count }} = {{ k }} then {{ poisson_mean(k - 1, 1 - tail_above(z) | float) }}
        {%- endfor %}
    end
{%- endmacro %}

{% macro byar_high(count, z) -%}
    {%- set count = '(' ~ count ~ ')' -%}
    case
        when {{ count }} >= 10
            then ({{ count }} + 1) * power(
                1 - 1 / (9.0 * ({{ count }} + 1)) + {{ z }} / (3.0 * sqrt({{ count }} + 1)), 3
            )
        {%- for k in range(10) %}
        when {{ count }} = {{ k }} then {{ poisson_mean(k, tail_above(z) | float) }}
        {%- endfor %}
    end
{%- endmacro %}

{# What a normal distribution has above z, 0.025 for 1.96: 1/2 - phi(z) (z + z^3/3 + z^5/(3*5) + ...). #}
{% macro tail_above(z) -%}
    {%- if z is not number or not 0 < z < 6 -%}
        {{ exceptions.raise_compiler_error("Limits of a count need z as a number between 0 and 6, not " ~ z) }}
    {%- endif -%}
    {%- set series = namespace(term=z, sum=z) -%}
    {%- for i in range(1, 100) -%}
        {%- set series.term = series.term * z * z / (2 * i + 1) -%}
        {%- set series.sum = series.sum + series.term -%}
    {%- endfor -%}
    {{ 0.5 - series.sum * 2.718281828459045 ** (-z * z / 2) / 2.5066282746310002 }}
{%- endmacro %}

{# The mean of the Poisson distribution of which `share` is at k or below, by bisection. #}
{% macro poisson_mean(k, share) -%}
    {%- set mean = namespace(low=0.0, high=100.0, term=0.0, below=0.0) -%}
    {%- for _ in range(60) -%}
        {%- set middle = (mean.low + mean.high) / 2 -%}
        {%- set mean.term = 2.718281828459045 ** -middle -%}
        {%- set mean.below = mean.term -%}
        {%- for i in range(1, k + 1) -%}
            {%- set mean.term = mean.term * middle / i -%}
            {%- set mean.below = mean.below + mean.term -%}
        {%- endfor -%}
        {%- if mean.below > share -%}
            {%- set mean.low = middle -%}
        {%- else -%}
            {%- set mean.high = middle -%}
        {%- endif -%}
    {%- endfor -%}
    {{ mean.low }}
{%- endmacro %}
