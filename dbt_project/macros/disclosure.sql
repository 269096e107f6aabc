{# First disclosure rule: a count in the range that could point to persons. The bounds are thresholds. #}
{% macro is_small(count) -%}
    {{ count }} between {{ var('thresholds').suppression_min }} and {{ var('thresholds').suppression_max }}
{%- endmacro %}

{# Whether a number gives somebody away: its numerator, its denominator or, where one is a part of the other, what is
   between them is small. What is about institutions gives nobody away. #}
{% macro gives_away(numerator, denominator, unit, sensitivity) -%}
    ({{ sensitivity }} <> 'institutional' and (
        coalesce({{ is_small(numerator) }}, false)
        or coalesce({{ is_small(denominator) }}, false)
        or ({{ unit }} = 'share' and coalesce({{ is_small(denominator ~ ' - ' ~ numerator) }}, false))
    ))
{%- endmacro %}
