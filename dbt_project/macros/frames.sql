{# The frames: units of analysis, each a model `<unit>_quarter` with a row a unit and quarter. Gives, by unit, the column
   of the frame behind each breakdown that it can be split by. #}
{% macro frames() -%}
    {{ return({
        'person': {'sex': 'sex', 'age': 'age_band', 'area': 'area'},
        'household': {'area': 'area'},
        'need': {'dimension': 'dimension', 'vulnerability': 'vulnerability', 'sex': 'sex', 'age': 'age_band', 'area': 'area'},
        'notification': {},
        'reassessment': {'area': 'area'},
        'case': {'area': 'area'},
        'nurse_case': {'area': 'area'},
        'service': {'action': 'action'},
        'activity': {'dimension': 'dimension'},
        'satisfaction': {'area': 'area'},
        'uat': {'wave': 'wave'},
        'budget': {'funds': 'funds'},
    }) }}
{%- endmacro %}

{# Subjects of the models `<subject>_value`, whose statistics are no sums: they have the columns of indicator_value. #}
{% macro calculated_subjects() -%} {{ return(['context', 'distribution', 'standardised', 'survival']) }} {%- endmacro %}

{# Measures that indicator_count sums; the others come from the calculated subjects. #}
{% macro summed_measures() -%} ('share', 'rate', 'mean', 'ratio', 'count') {%- endmacro %}

{# The frames that are stocks, what is there at a quarter's end, with the key of what is there: the next quarter holds
   the same again. The others are flows: each row happened in one quarter. #}
{% macro stock_keys() -%}
    {{ return({
        'person': 'person_key',
        'household': 'household_key',
        'case': 'household_key',
        'uat': 'siruta',
        'need': 'need_key',
    }) }}
{%- endmacro %}
