{# Living conditions by Eurostat's definitions, of answers that a register holds: proxies that are not EU-SILC. The ages
   are those of the definitions; the other numbers stand in seed `thresholds`. #}

{# Equivalent adults of a household by the modified OECD scale (Eurostat, Glossary: Equivalised disposable income): 1
   for the first person of 14 and over, or of any age where nobody is 14, less for each further one, least under 14. #}
{% macro equivalent_adults(people, of_14) -%}
    1
    + {{ var('thresholds').oecd_scale_adult }} * (greatest({{ of_14 }}, 1) - 1)
    + {{ var('thresholds').oecd_scale_child }} * ({{ people }} - greatest({{ of_14 }}, 1))
{%- endmacro %}

{# Whether somebody's time to work counts (Eurostat, low work intensity, definition of 2021): 18 to 64, no student under
   25, not retired. Null where that is not known. Of the definition is left out what nobody asks: pensions beside a
   status that is not retirement, and the inactive of 60 to 64 in households that mainly live on pensions. #}
{% macro is_of_working_age(age, activity_status) -%}
    ({{ age }} between 18 and 64 and {{ activity_status }} <> 'retired'
        and not ({{ activity_status }} = 'student' and {{ age }} < 25))
{%- endmacro %}

{# The people whom the room rule treats alike, by condition on a member. #}
{% macro room_groups() -%}
    {{ return({
        'single_adults': 'age >= 18',
        'single_girls': "age between 12 and 17 and sex = 'female'",
        'single_boys': "age between 12 and 17 and sex = 'male'",
        'single_youths': 'age between 12 and 17 and sex is null',
        'single_children': 'age < 12',
    }) }}
{%- endmacro %}

{# Rooms that a household needs (Eurostat, Glossary: Overcrowding rate): one for itself, each couple, each other person
   of 18 and over, each pair of the same sex of 12 to 17, each of 12 to 17 without such a pair, each pair under 12.
   Null where sexes that decide on a pair are not known. #}
{% macro rooms_needed(couples) -%}
    case
        when single_youths = 0 or single_youths + single_girls + single_boys = 1
            then cast(
                1 + {{ couples }} + single_adults + single_youths
                + ceil(single_girls / 2.0) + ceil(single_boys / 2.0) + ceil(single_children / 2.0) as bigint
            )
    end
{%- endmacro %}

{# How many of the items are lacked, and of how many it is not known. #}
{% macro lacks_of(items, relation) -%} {{ holding(items, relation, '') }} {%- endmacro %}
{% macro unknown_of(items, relation) -%} {{ holding(items, relation, ' is null') }} {%- endmacro %}

{% macro holding(items, relation, condition) -%}
    ({% for item in items %}
        case when {{ relation }}.{{ item }}{{ condition }} then 1 else 0 end{{ " +" if not loop.last }}
    {% endfor %})
{%- endmacro %}

{# Whether as many items are lacked as the definition asks for. Known as soon as the items that are not known cannot
   change it: our choice, for of thirteen answers one is easily missing. #}
{% macro enough_lacks(lacks, unknown, fewest) -%}
    case when {{ lacks }} >= {{ fewest }} then true when {{ lacks }} + {{ unknown }} < {{ fewest }} then false end
{%- endmacro %}

{# At risk of poverty or social exclusion (AROPE): one of the three at least. Known where all three are, else those who
   have one of them would be known more often than those who have none. Work intensity has no say on people of 65 and
   over and in households without people of working age. #}
{% macro at_risk_or_excluded(at_risk, severely_deprived, low_work_intensity, has_no_say) -%}
    case
        when
            {{ at_risk }} is not null
            and {{ severely_deprived }} is not null
            and ({{ low_work_intensity }} is not null or {{ has_no_say }})
            then {{ at_risk }} or {{ severely_deprived }} or coalesce({{ low_work_intensity }}, false)
    end
{%- endmacro %}
