{# Verdicts on cells. #}

{# Statuses and verdicts with which a number is shown. #}
{% macro is_shown(status) -%} {{ status }} in ('published', 'warning') {%- endmacro %}

{# The verdict that stands for a grade. #}
{% macro verdict_of(grade) -%}
    case {{ grade }} when 2 then 'withheld' when 1 then 'warning' else 'published' end
{%- endmacro %}

{# The rules that can make a number doubtful, a row each beginning of a code that they affect, `*` for all: rule,
   is_error, of_place, mended_by, code_begins. Rules of the frame `uat_source_quarter` are asked of the place as a
   whole. Notes are to know, and no doubt. #}
{% macro doubting_rules() -%}
    {% set of_places = var('measures') | selectattr('frame', 'equalto', 'uat_source_quarter')
        | map(attribute='rule') | list %}
    {% for rule in var('rules') if rule.severity != 'note' %}
    {% for code in rule.affects %}
    select
        '{{ rule.rule }}' as rule,
        {{ 'true' if rule.severity == 'error' else 'false' }} as is_error,
        {{ 'true' if rule.rule in of_places else 'false' }} as of_place,
        '{{ rule.mended_by }}' as mended_by,
        '{{ code }}' as code_begins
    union all
    {% endfor %}
    {% endfor %}
    select
        'none' as rule,
        false as is_error,
        false as of_place,
        'us' as mended_by,
        'none' as code_begins
    where false
{%- endmacro %}
