-- Gate 2 judges these counts: declared keys and references, and rows that the lake lost or gained since gate 1.
{% set lake_tables = [
    'counties', 'cities', 'households', 'families', 'beneficiaries', 'vulnerability_entries', 'services',
    'interventionable_cases', 'interventionable_individual_services', 'interventions',
] %}

with lake_rows as (
    {% for table in lake_tables %}
    select delivery, '{{ table }}' as table_name, count(*) as found
    from {{ source('amc', table) }}
    group by delivery
    {{ "union all" if not loop.last }}
    {% endfor %}
),

speaking as (
    select distinct delivery
    from {{ ref('delivery_in_force') }}
    where is_in_force
)

{{ declared_failures('core') }}

union all

select
    'rows-as-accepted' as rule,
    receipts.table_name as subject,
    receipts.delivery,
    null as siruta,
    null as period,
    receipts.rows_accepted as checked,
    abs(receipts.rows_accepted - coalesce(lake_rows.found, 0)) as failures
from {{ ref('stg_lake__delivery_tables') }} as receipts
inner join speaking on receipts.delivery = speaking.delivery
left join lake_rows on receipts.delivery = lake_rows.delivery and receipts.table_name = lake_rows.table_name

-- declared_failures reads every model of the layer, and what these refer to. depends_on:
-- {{ ref('dim_county') }} {{ ref('dim_household') }} {{ ref('dim_person') }} {{ ref('dim_quarter') }}
-- {{ ref('dim_uat') }} {{ ref('dim_vulnerability') }} {{ ref('dimensions') }}
-- {{ ref('fct_assessment') }} {{ ref('fct_case') }} {{ ref('fct_finding') }} {{ ref('fct_service') }}
-- {{ ref('person_state') }} {{ ref('person_quarter_state') }} {{ ref('vulnerability_quarter') }}
