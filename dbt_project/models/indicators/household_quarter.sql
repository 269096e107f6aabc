{% set found = [] %}
{% for dimension in var('dimensions') %}
{% do found.append('cast(' ~ meets('vulnerabilities', vulnerabilities_of([dimension])) ~ ' as bigint)') %}
{% endfor %}

select
    period,
    household_key,
    source,
    county_code,
    siruta,
    area,
    members,
    adults,
    children,
    assessed,
    {{ finding_flags() }},
    {{ found | join(' + ') }} as dimensions_found,
    adult_insured,
    risk_class,
    overcrowded,
    overcrowding_advised,
    unhealthy_housing_helped
from {{ history('household_quarter_sets') }}
