-- Gate 2 judges these counts: declared keys and references, rows that the lake lost or gained since gate 1, and people
-- who were linked together although they have different CNPs.
with speaking as (
    select distinct delivery
    from {{ ref('delivery_in_force') }}
    where is_in_force
),

links as (
    select links.*
    from {{ ref('stg_lake__links') }} as links
    semi join speaking on links.delivery = speaking.delivery
),

-- what a delivery's chain stores up to it, and what of this is gone
held as (
    select
        links.delivery,
        files.table_name,
        cast(sum(files.rows_held) as bigint) as rows_held
    from links
    inner join {{ ref('stg_lake__files') }} as files
        on links.source = files.source and links.stored_in = files.delivery
    group by links.delivery, files.table_name
),

gone as (
    select
        links.delivery,
        gone.table_name,
        count(*) as rows_gone
    from links
    inner join {{ ref('stg_lake__gone_rows') }} as gone
        on links.source = gone.source and links.stored_in = gone.stored_in and links.link >= gone.link
    group by links.delivery, gone.table_name
),

people as (
    select
        person_key,
        count(distinct cnp_key) as cnps
    from {{ ref('person_record') }}
    group by person_key
)

select
    'rows-as-accepted' as rule,
    receipts.table_name as subject,
    receipts.delivery,
    cast(null as varchar) as siruta,
    cast(null as varchar) as period,
    receipts.rows_accepted as checked,
    abs(receipts.rows_accepted - coalesce(held.rows_held, 0) + coalesce(gone.rows_gone, 0)) as failures
from {{ ref('stg_lake__delivery_tables') }} as receipts
inner join speaking on receipts.delivery = speaking.delivery
left join held on receipts.delivery = held.delivery and receipts.table_name = held.table_name
left join gone on receipts.delivery = gone.delivery and receipts.table_name = gone.table_name

union all

-- files that no receipt knows
select
    'rows-as-accepted' as rule,
    files.table_name as subject,
    files.delivery,
    null as siruta,
    null as period,
    files.rows_held as checked,
    files.rows_held as failures
from {{ ref('stg_lake__files') }} as files
left join {{ ref('stg_lake__delivery_tables') }} as receipts
    on files.delivery = receipts.delivery and files.table_name = receipts.table_name
where receipts.delivery is null and files.table_name not like 'deliver%' and files.rows_held > 0

union all

select
    'one-cnp-a-person' as rule,
    'core.person_record.person_key' as subject,
    null as delivery,
    null as siruta,
    null as period,
    count(*) as checked,
    {{ count_where('cnps > 1') }} as failures
from people

{{ declared_failures('core') }}

-- declared_failures reads every model of the layer, and what these refer to. depends_on:
-- {{ ref('delivery_in_force') }} {{ ref('dim_action') }} {{ ref('dim_county') }} {{ ref('dim_household') }}
-- {{ ref('dim_person') }} {{ ref('dim_quarter') }} {{ ref('dim_source') }} {{ ref('dim_uat') }}
-- {{ ref('dim_source_code') }} {{ ref('dim_vulnerability') }} {{ ref('fct_accreditation') }}
-- {{ ref('fct_assessment') }} {{ ref('fct_case') }} {{ ref('fct_community_activity') }} {{ ref('fct_cost') }}
-- {{ ref('fct_household_assessment') }} {{ ref('fct_licensed_service') }} {{ ref('fct_minimum_income') }}
-- {{ ref('fct_notification') }} {{ ref('fct_person_assessment') }} {{ ref('fct_plan') }} {{ ref('fct_plan_action') }}
-- {{ ref('fct_population') }} {{ ref('fct_result') }} {{ ref('fct_satisfaction') }} {{ ref('fct_school_dropout') }}
-- {{ ref('fct_service') }} {{ ref('fct_source_report') }} {{ ref('fct_team') }} {{ ref('fct_unemployment') }}
-- {{ ref('fct_visit') }} {{ ref('household_member') }} {{ ref('missing_column') }} {{ ref('person_history') }}
-- {{ ref('person_link') }} {{ ref('person_quarter_state') }} {{ ref('person_record') }}
-- {{ ref('person_record_amc') }} {{ ref('person_record_primero') }} {{ ref('person_record_spor') }}
-- {{ ref('person_state') }} {{ ref('programme_uat') }} {{ ref('record_quarter_state') }} {{ ref('spor_struck') }}
-- {{ ref('uat_marginalisation') }} {{ ref('vulnerability_quarter') }} {{ ref('dimensions') }}
-- {{ ref('activity_statuses') }} {{ ref('person_answer') }} {{ ref('household_answer') }}
-- {{ ref('person_quarter_answer') }}
-- {{ ref('fct_need') }} {{ ref('need_answer') }} {{ ref('need_record') }} {{ ref('need_speaker') }}
-- {{ ref('need_spell') }}
