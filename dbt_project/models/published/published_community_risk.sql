{{ config(alias="community_risk") }}

-- The rank of a published index, and between which ranks other weights would put it.
select
    risk.period,
    'uat' as geo_level,
    risk.siruta as geo_code,
    risk.risk_index,
    risk.risk_rank,
    risk.rank_low,
    risk.rank_high
from {{ ref('community_risk') }} as risk
inner join {{ ref('published_indicators') }} as shown
    on
        risk.period = shown.period
        and shown.geo_level = 'uat'
        and risk.siruta = shown.geo_code
        and shown.indicator = 'CRI-00'
where {{ is_shown('shown.status') }}
