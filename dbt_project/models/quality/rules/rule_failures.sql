-- What breaks the rules, by quarter of the delivery and UAT: gate 1's findings in deliveries of record, and the rules
-- of the warehouse. A quarter's rows tell of what was known with its own deliveries: later ones do not change them.
{% set frames = quality_frames() %}

with found as (
    {{ rows_of_record('stg_lake__delivery_findings') }}
),

findings as (
    select
        found.rule,
        found.source,
        found.delivery,
        found.period,
        found.county_code,
        found.siruta,
        -- refused rows are no accepted ones, and some findings are of no row
        greatest(coalesce(places.rows, 0), found.failures) as checked,
        found.failures
    from found
    left join {{ ref('stg_lake__delivery_places') }} as places
        on
            found.delivery = places.delivery
            and found.table_name = places.table_name
            and found.siruta is not distinct from places.siruta
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
from findings
group by rule, source, delivery, period, county_code, siruta

{% for frame in frames %}
union all

{{ measure_failures(frame, ref(frame)) }}
{% endfor %}
