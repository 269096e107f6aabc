{# The questions of a SPOR assessment, by the names of their columns. #}

{% macro person_answers() -%}
    {{ return([
        'activity_status', 'able_to_work', 'care_duties', 'registered_unemployed', 'active_measure',
        'months_worked', 'education', 'grades_finished', 'enrolled', 'training_4w', 'health_insurance',
        'family_doctor', 'pregnant'
    ] + person_items()) }}
{%- endmacro %}

{% macro household_answers() -%}
    {{ return(['risk_class', 'rooms', 'dwelling', 'annual_income'] + household_items()) }}
{%- endmacro %}

{# The thirteen items of Eurostat's severe material and social deprivation: true is an enforced lack, null not asked.
   Six are asked of each person of 16 and over, seven of the household. #}
{% macro person_items() -%}
    {{ return([
        'lacks_clothes', 'lacks_shoes', 'lacks_pocket_money', 'lacks_leisure', 'lacks_social', 'lacks_internet'
    ]) }}
{%- endmacro %}

{% macro household_items() -%}
    {{ return([
        'lacks_unexpected_expenses', 'lacks_holiday', 'lacks_arrears_free', 'lacks_meals', 'lacks_warmth',
        'lacks_car', 'lacks_furniture'
    ]) }}
{%- endmacro %}

{# Columns, of a relation or without one, one a line. #}
{% macro listed(columns, relation='') -%}
    {% for column in columns %}
    {{ relation ~ '.' if relation }}{{ column }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Whether one of them at least is not null. #}
{% macro any_known(columns) -%}
    ({% for column in columns %}{{ column }} is not null{{ " or " if not loop.last }}{% endfor %})
{%- endmacro %}
