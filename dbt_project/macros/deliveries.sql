{# The rows of a table of a source that sends whole dumps, one a delivery and row: a row stands in the delivery that
   stores it and in those of its chain after it, until one does not hold it any more. What asks for some deliveries only
   meets their few links first, not their rows. #}
{% macro dump_rows(source_name, table_name) -%}
    (
        select
            stored.* exclude (delivery, file_row_number),
            links.delivery
        from {{ source(source_name, table_name) }} as stored
        left join {{ ref('stg_lake__gone_rows') }} as gone
            on
                stored.file_row_number = gone.row_number
                and stored.delivery = gone.stored_in
                and gone.source = '{{ source_name }}'
                and gone.table_name = '{{ table_name }}'
        inner join {{ ref('stg_lake__links') }} as links on stored.delivery = links.stored_in
        where gone.link is null or links.link < gone.link
    ) as standing
{%- endmacro %}

{# The newest version of every record of a source whose deliveries add up: of the deliveries in force, the last that
   holds it, unless it was struck with that one or after it. Adds `scope` and `delivery_period`. #}
{% macro current_rows(source, table_name, relation, id) -%}
    select
        {{ relation }}.*,
        speaking.scope,
        speaking.period as delivery_period
    from {{ ref(relation) }} as {{ relation }}
    inner join (
        select distinct
            delivery,
            scope,
            period
        from {{ ref('delivery_in_force') }}
        where is_in_force and covers
    ) as speaking on {{ relation }}.delivery = speaking.delivery
    anti join {{ ref(source ~ '_struck') }} as struck
        on
            struck.table_name = '{{ table_name }}'
            and speaking.scope = struck.scope
            and {{ relation }}.{{ id }} = struck.record_id
            and speaking.period <= struck.period
    qualify row_number() over (partition by speaking.scope, {{ relation }}.{{ id }} order by speaking.period desc) = 1
{%- endmacro %}

{# The newest version of every row of a register: of the deliveries that speak for its county, the last that holds its
   keys. `place`: the column that tells where it belongs, `siruta` or `county_code`. #}
{% macro current_register(relation, keys, place='siruta') -%}
    select
        {{ relation }}.*
    from {{ ref(relation) }} as {{ relation }}
    {% if place == 'siruta' %}
    inner join {{ ref('dim_uat') }} as places on {{ relation }}.siruta = places.siruta
    {% endif %}
    inner join {{ ref('delivery_in_force') }} as speaking
        on
            {{ relation }}.delivery = speaking.delivery
            and {{ 'places' if place == 'siruta' else relation }}.county_code = speaking.county_code
            and speaking.is_in_force
    qualify row_number() over (
        partition by {% for key in keys %}{{ relation }}.{{ key }}{{ ", " if not loop.last }}{% endfor %}
        order by speaking.period desc, speaking.seen desc, {{ relation }}.delivery desc
    ) = 1
{%- endmacro %}

{# Deliveries of a source of which something is in force; `speaks_for_all`: nothing newer has superseded it, not even in
   part. #}
{% macro speaking_deliveries(source) -%}
    select
        delivery,
        scope,
        period,
        not coalesce(bool_or(covers and not is_in_force), false) as speaks_for_all
    from {{ ref('delivery_in_force') }}
    where source = '{{ source }}'
    group by delivery, scope, period
    having bool_or(is_in_force)
{%- endmacro %}

{# The deliveries of a source that were the newest of their quarter for one of their counties. #}
{% macro deliveries_of_record(source) -%}
    select distinct
        delivery,
        scope,
        period
    from {{ ref('delivery_in_force') }}
    where source = '{{ source }}' and is_of_record
{%- endmacro %}
