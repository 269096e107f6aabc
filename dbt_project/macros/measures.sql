{# Rules of the warehouse are expressions over the columns of a frame of the schema `quality`. A run passes them as
   `--vars`: `measures` is a list of {rule, frame, checked, fails}: of the rows that fulfil `checked`, those that
   fulfil `fails` break the rule. #}

{# The frames: models with the columns source, delivery, period, county_code and siruta, a row each thing looked at. #}
{% macro quality_frames() -%}
    {{ return(['record_told', 'record_change', 'person_sources', 'uat_source_quarter']) }}
{%- endmacro %}

{# How often the rules of a frame are asked and broken, in one pass over it: a row a rule and place. #}
{% macro measure_failures(frame, relation, condition) -%}
    {% set measures = var('measures') | selectattr('frame', 'equalto', frame) | list %}
    select
        counted.rule,
        source,
        delivery,
        period,
        county_code,
        siruta,
        counted.checked,
        counted.failures
    from (
        select
            source,
            delivery,
            period,
            county_code,
            siruta,
            {{ elements(rule_counts(measures)) }} as counted
        from {{ relation }}
        where {{ condition }}{{ " and speaks" if frame == 'record_told' }}
        group by source, delivery, period, county_code, siruta
    ) as counted_rows
    where counted.checked > 0
{%- endmacro %}

{# Rows of a receipt that tells a delivery and a UAT, with source, period and county_code: of the quarters computed, and
   of deliveries that were the newest of their quarter for the county. What has no UAT is in the delivery's only county;
   of strays the delivery tells too. #}
{% macro rows_of_record(relation) -%}
    select
        told.*,
        deliveries.source,
        deliveries.period,
        coalesce(uats.county_code, deliveries.only_county) as county_code
    from {{ ref(relation) }} as told
    inner join (
        select
            covered.source,
            covered.delivery,
            covered.period,
            case when count(*) = 1 then max(covered.county_code) end as only_county,
            bool_or(covered.is_of_record) as is_of_record
        from {{ ref('delivery_in_force') }} as covered
        inner join {{ ref('dim_quarter') }} as quarters on covered.period = quarters.period
        where covered.covers
        group by covered.source, covered.delivery, covered.period
    ) as deliveries on told.delivery = deliveries.delivery and deliveries.is_of_record
    left join {{ ref('dim_uat') }} as uats on told.siruta = uats.siruta
    left join {{ ref('delivery_in_force') }} as own
        on
            told.delivery = own.delivery
            and coalesce(uats.county_code, deliveries.only_county) = own.county_code
            and own.covers
    where coalesce(own.is_of_record, true)
{%- endmacro %}
