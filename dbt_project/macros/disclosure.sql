{# First disclosure rule: a count in the range that could point to persons. The bounds are thresholds. #}
{% macro is_small(count) -%}
    {{ count }} between {{ var('thresholds').suppression_min }} and {{ var('thresholds').suppression_max }}
{%- endmacro %}

{# Whether a share gives somebody away: its numerator, its denominator or what is between them is small. #}
{% macro gives_away(numerator, denominator) -%}
    ({{ is_small(numerator) }} or {{ is_small(denominator) }} or {{ is_small(denominator ~ ' - ' ~ numerator) }})
{%- endmacro %}
