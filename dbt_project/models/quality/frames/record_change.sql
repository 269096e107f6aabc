{{ config(materialized='view') }}

-- Records of the telling before beside the same records now: what stood there should still stand there. A record of a
-- county for which the new delivery does not speak is not expected in it, nor one that was struck.
with tellings as (
    select distinct
        source,
        scope,
        delivery,
        period,
        period_before
    from {{ ref('record_as_told') }}
    where speaks and period_before is not null
),

struck as (
    select
        {{ record_key('spor', 'sent.scope', 'tombstones.record_id') }} as record_key,
        sent.period
    from {{ ref('stg_spor__tombstones') }} as tombstones
    inner join {{ ref('delivery_in_force') }} as sent on tombstones.delivery = sent.delivery and sent.is_of_record
    where tombstones.table_name = 'persons'
)

select
    told_before.source,
    tellings.delivery,
    tellings.period,
    coalesce(told.county_code, told_before.county_code) as county_code,
    coalesce(told.siruta, told_before.siruta) as siruta,
    told_before.record_key,
    told.record_key is not null as is_there,
    told.record_key is null
    and sources.keeps_removed
    and struck.record_key is null
    and coalesce(own.is_of_record, told_before.county_code is null) as is_missing,
    told_before.birth_date as birth_date_before,
    told.birth_date,
    told_before.sex as sex_before,
    told.sex,
    told_before.cnp_key as cnp_key_before,
    told.cnp_key,
    told_before.county_code as county_code_before,
    told.county_code as county_code_now,
    told_before.siruta as siruta_before,
    told.siruta as siruta_now,
    told_before.recorded_at as recorded_at_before,
    told.recorded_at,
    told_before.removed_at as removed_at_before,
    told.removed_at,
    told_before.left_reason as left_reason_before,
    told.left_reason,
    told_before.states as states_before,
    told.states,
    told_before.ends_at as ends_at_before
from {{ ref('record_as_told') }} as told_before
inner join tellings
    on
        told_before.source = tellings.source
        and told_before.scope = tellings.scope
        and told_before.period = tellings.period_before
inner join {{ ref('sources') }} as sources on told_before.source = sources.source
left join {{ ref('record_as_told') }} as told
    on told_before.record_key = told.record_key and tellings.period = told.period
left join {{ ref('delivery_in_force') }} as own
    on tellings.delivery = own.delivery and told_before.county_code = own.county_code and own.covers
left join struck
    on
        told_before.record_key = struck.record_key
        and told_before.period < struck.period
        and tellings.period >= struck.period
