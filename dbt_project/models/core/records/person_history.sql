-- What a source only knows of the present, as its exports told it one after the other: spells of local dates in which
-- place, household, status, work status, risk level, day of closure and protection concerns did not change. A spell
-- begins on the last day of the quarter whose export first showed it.
{% set told = ['siruta', 'household_key', 'status', 'work_status', 'risk_level', 'closed_on', 'source_codes'] %}

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
        beneficiaries.work_status,
        cast(null as varchar) as risk_level,
        cast(null as date) as closed_on,
        cast(null as varchar[]) as source_codes
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
        cast(null as varchar) as work_status,
        cases.risk_level,
        cases.closed_on,
        cases.protection_concerns as source_codes
    from {{ ref('stg_primero__cases') }} as cases
    inner join case_exports as deliveries on cases.delivery = deliveries.delivery
),

numbered as (
    select
        *,
        (
            {% for column in told %}
            {{ column }} is distinct from lag({{ column }}) over (partition by record_key order by period)
            or {% endfor %}
            lag(period) over (partition by record_key order by period) is null
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
    work_status,
    risk_level,
    closed_on,
    source_codes
from begun
