-- What a source only knows of the present, as its exports told it one after the other: spells of local dates in which
-- place, household, status and work status did not change. A spell begins on the last day of the quarter whose export
-- first showed it.
with nurses_exports as (
    {{ deliveries_of_record('amc') }}
),

case_exports as (
    {{ deliveries_of_record('primero') }}
),

shown as (
    select
        {{ record_key('amc', 'deliveries.scope', 'beneficiaries.beneficiary_id') }} as record_key,
        'amc' as source,
        deliveries.delivery,
        deliveries.period,
        localities.siruta,
        {{ record_key('amc', 'deliveries.scope', 'families.household_id') }} as household_key,
        beneficiaries.status,
        beneficiaries.work_status
    from {{ ref('stg_amc__beneficiaries') }} as beneficiaries
    inner join nurses_exports as deliveries on beneficiaries.delivery = deliveries.delivery
    left join {{ ref('stg_amc__localities') }} as localities
        on beneficiaries.delivery = localities.delivery and beneficiaries.locality_id = localities.locality_id
    left join {{ ref('stg_amc__families') }} as families
        on beneficiaries.delivery = families.delivery and beneficiaries.family_id = families.family_id

    union all

    select
        {{ record_key('primero', 'deliveries.scope', 'cases.case_id') }} as record_key,
        'primero' as source,
        deliveries.delivery,
        deliveries.period,
        cases.siruta,
        cast(null as varchar) as household_key,
        cases.status,
        cast(null as varchar) as work_status
    from {{ ref('stg_primero__cases') }} as cases
    inner join case_exports as deliveries on cases.delivery = deliveries.delivery
),

numbered as (
    select
        *,
        (
            siruta is distinct from lag(siruta) over (partition by record_key order by period)
            or household_key is distinct from lag(household_key) over (partition by record_key order by period)
            or status is distinct from lag(status) over (partition by record_key order by period)
            or work_status is distinct from lag(work_status) over (partition by record_key order by period)
            or lag(period) over (partition by record_key order by period) is null
        ) as is_new
    from shown
),

begun as (
    select
        *,
        {{ last_day_of_quarter('period') }} as valid_from
    from numbered
    where is_new
)

select
    record_key,
    source,
    delivery,
    valid_from,
    lead(valid_from) over (partition by record_key order by valid_from) as valid_to,
    siruta,
    household_key,
    status,
    work_status
from begun
