{# The community risk index: its components by their numbers, 1 to 6, as columns `n_2`, `d_2` (counts), `x_2` (the share),
   `component_2` (scaled) and `w_2` (its weight). #}

{# The share of each component's counts; null where they are not known, or may not be shown. #}
{% macro shares_that_may_be_shown(components) -%}
    {% for c in components %}
    case
        when not {{ gives_away('n_' ~ c, 'd_' ~ c, "'share'", "'ordinary'") }}
            then cast(n_{{ c }} as double) / nullif(d_{{ c }}, 0)
    end as x_{{ c }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Of a UAT's verdicts: whether its index is withheld, and each component. #}
{% macro withheld_components(components) -%}
    bool_or(indicator = 'CRI-00') as is_withheld,
    {% for c in components %}
    bool_or(indicator = 'CRI-0{{ c }}') as withheld_{{ c }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Each share that the scale may rest on; null where it is withheld. #}
{% macro usable_components(components) -%}
    {% for c in components %}
    case
        when not coalesce(withheld.withheld_{{ c }}, false) then shares.x_{{ c }}
    end as usable_{{ c }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Each share from 0, the least usable one of the window `quarter`, to 1, the most; 0 where they are equal, null where not
   known. #}
{% macro scaled_components(components) -%}
    {% for c in components %}
    case
        when max(usable_{{ c }}) over quarter > min(usable_{{ c }}) over quarter
            then
                (x_{{ c }} - min(usable_{{ c }}) over quarter)
                / (max(usable_{{ c }}) over quarter - min(usable_{{ c }}) over quarter)
        when x_{{ c }} is not null then 0
    end as component_{{ c }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# The weights of the seed in one row. #}
{% macro weights_of_components(components) -%}
    {% for c in components %}
    coalesce(sum(case when indicator = 'CRI-0{{ c }}' then weight end), 0) as w_{{ c }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# The weightings by which the ranking is tried: each component that counts left out, and counted twice. #}
{% macro other_weightings(relation, components) -%}
    {% for changed in components %}
    {% for factor in [0, 2] %}
    union all
    select
        'CRI-0{{ changed }} times {{ factor }}' as weighting,
        {% for c in components %}
        w_{{ c }}{{ " * " ~ factor if c == changed }} as w_{{ c }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ relation }}
    where w_{{ changed }} > 0
    {% endfor %}
    {% endfor %}
{%- endmacro %}

{# The weighted mean of the components; null where one that counts is not known. Rounded, so that equal places are equal
   whatever the rounding of doubles. #}
{% macro weighted_index(components) -%}
    round((
        {% for c in components %}
        case when w_{{ c }} > 0 then w_{{ c }} * component_{{ c }} else 0 end{{ " +" if not loop.last }}
        {% endfor %}
    ) / nullif(
        {% for c in components %}
        w_{{ c }}{{ " +" if not loop.last }}
        {% endfor %}, 0
    ), 9)
{%- endmacro %}

{# The scaled components of a relation, long, with the counts of their shares; the first, points, has none. #}
{% macro component_values(relation, components) -%}
    {% for c in components %}
    select
        period,
        'uat' as geo_level,
        siruta as geo_code,
        'CRI-0{{ c }}' as indicator,
        {{ 'n_' ~ c if c > 1 else 'cast(null as bigint)' }} as numerator,
        {{ 'd_' ~ c if c > 1 else 'cast(null as bigint)' }} as denominator,
        cast(component_{{ c }} as double) as value
    from {{ relation }}
    union all
    {% endfor %}
{%- endmacro %}
