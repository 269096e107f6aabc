-- The codes of the states, one by one.
{% for kind, codes in [('vulnerability', 'codes'), ('context', 'context_codes')] %}
{{ "union all" if not loop.first }}

select
    states.assessment_key,
    states.source,
    states.delivery,
    codes.source_code,
    codes.kind,
    codes.vulnerability,
    codes.dimension
from {{ ref('fct_assessment') }} as states
inner join {{ ref('dim_source_code') }} as codes
    on states.source = codes.source and {{ in_both('states.' ~ codes, 'codes.code_bit') }} <> 0
where codes.kind = '{{ kind }}'
{% endfor %}
