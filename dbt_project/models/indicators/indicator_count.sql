{% set counted = [] %}
{% for unit in frames() %}
{% set relation = ref(unit ~ '_quarter') %}
{% if indicators_of(unit) %}
{% do counted.append(frame_counts(unit, relation, ref('dim_quarter'), ref('place'), ref('breakdowns'))) %}
{% endif %}
{% endfor %}

{{ counted | join('\nunion all\n') }}
