{# Verdicts on cells. #}

{# Statuses and verdicts with which a number is shown. #}
{% macro is_shown(status) -%} {{ status }} in ('published', 'warning') {%- endmacro %}

{# The verdict that stands for a grade. #}
{% macro verdict_of(grade) -%}
    case {{ grade }} when 2 then 'withheld' when 1 then 'warning' else 'published' end
{%- endmacro %}

{# The rules that can make a number doubtful, a row each beginning of a code that they affect, `*` for all: rule, frame
   (null of gate 1's), is_error, mended_by, valid_from, valid_to, code_begins. Notes are to know, and no doubt. #}
{% macro doubting_rules() -%}
    {% set frames = {} %}
    {% for measure in var('measures') %}
    {% do frames.update({measure.rule: measure.frame}) %}
    {% endfor %}
    {% for rule in var('rules') if rule.severity != 'note' %}
    {% for code in rule.affects %}
    select
        '{{ rule.rule }}' as rule,
        {{ text_or_null(frames.get(rule.rule)) }} as frame,
        {{ 'true' if rule.severity == 'error' else 'false' }} as is_error,
        '{{ rule.mended_by }}' as mended_by,
        {{ text_or_null(rule.valid_from) }} as valid_from,
        {{ text_or_null(rule.valid_to) }} as valid_to,
        '{{ code }}' as code_begins
    union all
    {% endfor %}
    {% endfor %}
    select
        'none' as rule,
        null as frame,
        false as is_error,
        'us' as mended_by,
        null as valid_from,
        null as valid_to,
        'none' as code_begins
    where false
{%- endmacro %}

{% macro text_or_null(text) -%}
    {%- if text %}'{{ text }}'{% else %}cast(null as varchar){% endif -%}
{%- endmacro %}
