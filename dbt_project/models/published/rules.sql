-- The rule book (quality/rules): what the codes of rules in the other tables mean. Lists are words with blanks between.
{% set columns = [
    'rule', 'severity', 'dimension', 'mended_by', 'fields', 'affects', 'valid_from', 'valid_to', 'message_ro', 'remedy_ro',
    'message_en', 'remedy_en',
] %}
select
    book.rule,
    book.severity,
    book.dimension,
    book.mended_by,
    book.fields,
    book.affects,
    cast(book.valid_from as varchar) as valid_from,
    cast(book.valid_to as varchar) as valid_to,
    book.message_ro,
    book.remedy_ro,
    book.message_en,
    book.remedy_en
from (
    values
    {% for rule in var('rules') %}
    (
        {% for column in columns %}
        {% set value = rule[column] %}
        {% set text = value if value is string else (value or []) | join(' ') %}
        {{ "null" if value is none else dbt.string_literal(dbt.escape_single_quotes(text)) }}{{ "," if not loop.last }}
        {% endfor %}
    ){{ "," if not loop.last }}
    {% endfor %}
) as book ({{ columns | join(', ') }})
