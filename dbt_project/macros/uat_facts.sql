{# The facts of UATs that uat_quarter joins, in groups: each group comes from a model of its own. #}

{% macro people_facts() -%}
    {{ return([
        'people', 'people_assessed', 'people_income_assessed', 'people_poor', 'households', 'households_multi_risk',
        'households_at_risk', 'households_classified'
    ]) }}
{%- endmacro %}

{% macro population_facts() -%} {{ return(['population', 'children', 'people_15_64']) }} {%- endmacro %}

{% macro register_facts() -%}
    {{ return([
        'in_programme', 'wave', 'joined_on', 'systems_delivered', 'told_by_spor', 'has_accreditation',
        'licensed_services', 'licensed_community_services', 'licensed_capacity', 'unemployed',
        'minimum_income_families', 'minimum_income_people', 'pupils', 'pupils_dropped_out'
    ]) }}
{%- endmacro %}

{% macro work_facts() -%}
    {{ return(['households_assisted', 'field_minutes', 'office_minutes', 'results_reached']) }}
{%- endmacro %}

{# The professions of a team, each with a count of workers and a sum of full-time equivalents. #}
{% macro team_professions() -%}
    {{ return([
        'social_worker', 'community_nurse', 'school_counsellor', 'school_mediator', 'health_mediator', 'facilitator'
    ]) }}
{%- endmacro %}

{% macro team_facts() -%}
    {% set facts = [] %}
    {% for profession in team_professions() %}
    {% do facts.extend([profession ~ 's', profession ~ '_fte']) %}
    {% endfor %}
    {{ return(facts + ['staff_fte', 'fte_days']) }}
{%- endmacro %}

{# What uat_quarter derives from them, in the order of its columns. #}
{% macro derived_facts() -%}
    {{ return([
        'has_complete_team', 'is_above_household_norm', 'reaches_field_norm', 'reaches_office_norm',
        'reaches_social_worker_norm', 'few_households', 'few_at_risk', 'few_assisted', 'few_results'
    ]) }}
{%- endmacro %}

{# A column each fact: an expression with `#` for the fact's name. #}
{% macro each_fact(facts, expression='#') -%}
    {% for fact in facts %}
    {{ expression | replace('#', fact) }} as {{ fact }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}
