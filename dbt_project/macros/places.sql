{# Places in an aggregate over rollup(county_code, siruta). #}

{# The level of a row: country, county or uat. #}
{% macro place_level() -%}
    case when grouping(county_code) = 1 then 'country' when grouping(siruta) = 1 then 'county' else 'uat' end
{%- endmacro %}

{# The code of a row: RO, the county's car plate or the UAT's SIRUTA. #}
{% macro place_code() -%}
    case when grouping(county_code) = 1 then 'RO' when grouping(siruta) = 1 then county_code else siruta end
{%- endmacro %}

{# Leaves out the rows of people without a county or a locality, who belong to no place of that level. #}
{% macro is_place() -%} {{ place_code() }} is not null {%- endmacro %}
