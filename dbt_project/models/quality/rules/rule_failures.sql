-- How often rules are asked and broken, by quarter of the delivery and UAT: gate 1's findings in deliveries of record,
-- and the rules of the warehouse. A quarter's rows tell of what was known with its own deliveries: later ones do not
-- change them.
-- depends_on: {{ ref('person_record') }}, which says how many quarters are looked at together
{% set frames = quality_frames() %}

with found as (
    {{ rows_of_record('stg_lake__delivery_findings') }}
),

came as (
    {{ rows_of_record('stg_lake__delivery_places') }}
),

failing_somewhere as (
    select distinct
        rule,
        delivery,
        table_name,
        column_name
    from found
),

-- a rule that fails somewhere in a table is asked of all its rows
asked as (
    select
        failing_somewhere.rule,
        came.source,
        came.delivery,
        came.period,
        came.county_code,
        came.siruta,
        came.table_name,
        failing_somewhere.column_name,
        came.rows
    from came
    inner join failing_somewhere
        on came.delivery = failing_somewhere.delivery and came.table_name = failing_somewhere.table_name
),

findings as (
    select
        rule,
        source,
        delivery,
        period,
        county_code,
        siruta,
        table_name,
        column_name,
        cast(0 as bigint) as asked,
        failures
    from found

    union all

    select
        rule,
        source,
        delivery,
        period,
        county_code,
        siruta,
        table_name,
        column_name,
        rows as asked,
        0 as failures
    from asked
)

select
    rule,
    source,
    delivery,
    period,
    county_code,
    siruta,
    cast(sum(checked) as bigint) as checked,
    cast(sum(failures) as bigint) as failures
from (
    select
        rule,
        source,
        delivery,
        period,
        county_code,
        siruta,
        -- refused rows are no accepted ones, and some findings are of no row
        greatest(sum(asked), sum(failures)) as checked,
        sum(failures) as failures
    from findings
    group by rule, source, delivery, period, county_code, siruta, table_name, column_name
) as by_column
group by rule, source, delivery, period, county_code, siruta

{% for frame in frames %}
{% for told in conditions_on_quarters('period') %}
{{ union_in_parts() }}

{{ measure_failures(frame, ref(frame), told) }}
{% endfor %}
{% endfor %}
