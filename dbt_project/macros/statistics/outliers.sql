{# Is a number far from a place's own past? The modified z score of Iglewicz and Hoaglin (How to Detect and Handle
   Outliers, 1993): 0.6745 (x − median) / MAD, taken for an outlier above 3.5; DHIS2 offers the same. Here median and MAD
   (median of the absolute deviations) are of the earlier quarters only, and the number is first put on a scale on which chance
   has the same spread everywhere. Where the past hardly varied, that spread stands for it: one more than nothing is no
   outlier. #}

{# A count: twice the root (Anscombe, Biometrika 35, 1948); a Poisson count has a spread of 1. #}
{% macro count_scale(number) -%} 2 * sqrt({{ number }} + 0.375) {%- endmacro %}

{# A share of n: twice the arcsine of its root (Anscombe, 1948); a binomial share has a spread of 1 / root of n. #}
{% macro share_scale(number, of) -%}
    2 * asin(sqrt(({{ number }} + 0.375) / ({{ of }} + 0.75)))
{%- endmacro %}

{# A mean of n counts: twice its root; of Poisson counts it has a spread of 1 / root of n. #}
{% macro mean_scale(number, of) -%} 2 * sqrt({{ number }} / {{ of }}) {%- endmacro %}

{# The modified z score of a number against a window over its past; null with fewer than `least` earlier ones.
   `chance`: the spread that chance alone gives, of which a median deviation is 0.6745. #}
{% macro own_past_z(number, chance, past, least) -%}
    case
        when count({{ number }}) over {{ past }} >= {{ least }}
            then
                0.6745 * ({{ number }} - median({{ number }}) over {{ past }})
                / greatest({{ median_deviation(number) }} over {{ past }}, 0.6745 * {{ chance }})
    end
{%- endmacro %}
