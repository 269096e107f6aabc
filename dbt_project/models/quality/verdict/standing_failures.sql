-- What gate 1 found and nobody mended, by quarter of the run, rule and UAT: a finding stands from the quarter of its
-- delivery until a later one sends the record again, or strikes it. Beside it the rows that stand in the tables in
-- which the rule fails, each where it was first sent. What is of no UAT is its county's, beside all its rows.
with told as (
    select
        found.delivery,
        found.rule,
        found.table_name,
        found.record_id,
        found.siruta,
        found.is_of_rows,
        found.failures
    from {{ ref('stg_lake__delivery_findings') }} as found
    semi join {{ ref('speaking_delivery') }} as speaking on found.delivery = speaking.delivery
),

-- these records, of the source whose deliveries add up, as each of them sends or strikes them
sent as (
    select records.*
    from (
        {{ spor_records() }}
    ) as records
    semi join told on records.table_name = told.table_name and records.record_id = told.record_id
),

sent_again as (
    select
        told.delivery,
        told.table_name,
        told.record_id,
        min(later.period) as sent_again_in
    from told
    inner join {{ ref('delivery_in_force') }} as own on told.delivery = own.delivery
    inner join sent on told.table_name = sent.table_name and told.record_id = sent.record_id
    inner join {{ ref('delivery_in_force') }} as later
        on
            sent.delivery = later.delivery
            and own.source = later.source
            and own.county_code = later.county_code
            and own.period < later.period
    where own.is_in_force and later.is_in_force
    group by told.delivery, told.table_name, told.record_id
),

standing as (
    select
        speaking.period,
        speaking.source,
        told.rule,
        told.table_name,
        told.is_of_rows,
        coalesce(uats.county_code, speaking.county_code) as county_code,
        uats.siruta,
        sum(told.failures) as failures
    from told
    inner join {{ ref('speaking_delivery') }} as speaking on told.delivery = speaking.delivery
    left join {{ ref('dim_uat') }} as uats on told.siruta = uats.siruta
    left join sent_again
        on
            told.delivery = sent_again.delivery
            and told.table_name = sent_again.table_name
            and told.record_id = sent_again.record_id
    where
        coalesce(uats.county_code = speaking.county_code, true)
        and (told.is_of_rows or speaking.is_newest)
        and coalesce(sent_again.sent_again_in > speaking.period, true)
    group by
        speaking.period,
        speaking.source,
        told.rule,
        told.table_name,
        told.is_of_rows,
        coalesce(uats.county_code, speaking.county_code),
        uats.siruta
),

rows_of_uats as (
    select
        speaking.period,
        speaking.source,
        places.table_name,
        uats.siruta,
        sum(places.rows_new) as rows_standing
    from {{ ref('stg_lake__delivery_places') }} as places
    inner join {{ ref('speaking_delivery') }} as speaking on places.delivery = speaking.delivery
    inner join {{ ref('dim_uat') }} as uats on places.siruta = uats.siruta
    where coalesce(uats.county_code = speaking.county_code, true)
    group by speaking.period, speaking.source, places.table_name, uats.siruta
),

rows_of_counties as (
    select
        speaking.period,
        speaking.source,
        counts.table_name,
        speaking.county_code,
        sum(counts.rows_read) as rows_standing
    from {{ ref('stg_lake__delivery_tables') }} as counts
    inner join {{ ref('speaking_delivery') }} as speaking on counts.delivery = speaking.delivery
    group by speaking.period, speaking.source, counts.table_name, speaking.county_code
)

select
    standing.period,
    standing.source,
    standing.rule,
    standing.county_code,
    standing.siruta,
    standing.is_of_rows,
    cast(sum(greatest(
        standing.failures,
        coalesce(case when standing.siruta is null then of_county.rows_standing else of_uat.rows_standing end, 0)
    )) as bigint) as checked,
    cast(sum(standing.failures) as bigint) as failures
from standing
left join rows_of_uats as of_uat
    on
        standing.period = of_uat.period
        and standing.source = of_uat.source
        and standing.table_name = of_uat.table_name
        and standing.siruta = of_uat.siruta
left join rows_of_counties as of_county
    on
        standing.period = of_county.period
        and standing.source = of_county.source
        and standing.table_name = of_county.table_name
        and standing.county_code is not distinct from of_county.county_code
group by
    standing.period,
    standing.source,
    standing.rule,
    standing.county_code,
    standing.siruta,
    standing.is_of_rows
