{# Statistics over a relation are a whole `select`, to be the body of a CTE: one result for each combination of the key
   columns `by`, or one for the whole relation where `by` is empty. `relation`: a CTE or table. The other arguments are
   columns or expressions of it. Columns within that are not given out start with `_`, to be no key's name. #}

{# The keys, each with its comma, at the head of a select. #}
{% macro keys_of(by) -%} {% for key in by %}{{ key }}, {% endfor %} {%- endmacro %}

{# The clauses that aggregate by the keys and that open a window on them; empty without keys. #}
{% macro grouped(by) -%} {% if by %}group by {{ by | join(', ') }}{% endif %} {%- endmacro %}
{% macro partitioned(by) -%} {% if by %}partition by {{ by | join(', ') }}{% endif %} {%- endmacro %}
