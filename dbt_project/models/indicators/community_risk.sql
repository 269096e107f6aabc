-- The community risk index: the weighted mean of the scaled components. Where one of them is not known there is no
-- index: a place without it would not compare with the others. Ranks under other weights say how much the order hangs
-- on them: each component left out in turn, and each counted twice. A place whose index is withheld has no rank, and
-- takes nobody's.
{% set components = range(1, 7) | list %}

with base as (
    select {{ weights_of_components(components) }}
    from {{ ref('risk_index_weights') }}
),

weightings as (
    select
        'base' as weighting,
        *
    from base
    {{ other_weightings('base', components) }}
),

weighed as (
    select
        scaled.period,
        scaled.siruta,
        coalesce(scaled.is_withheld, false) as is_withheld,
        weightings.weighting,
        {{ weighted_index(components) }} as risk_index
    from {{ ref('community_risk_component') }} as scaled
    cross join weightings
),

comparable as (
    select *
    from weighed
    qualify bool_or(weighting = 'base' and risk_index is not null) over (partition by period, siruta)
),

ranked as (
    select
        *,
        rank() over (partition by period, weighting order by risk_index desc) as place
    from comparable
    where risk_index is not null and not is_withheld
),

shifted as (
    select
        *,
        max(case when weighting = 'base' then place end) over (partition by period, siruta) as base_place
    from ranked
),

summed as (
    select
        period,
        siruta,
        min(base_place) as risk_rank,
        min(place) as rank_low,
        max(place) as rank_high,
        avg(case when weighting <> 'base' then abs(place - base_place) end) as rank_shift
    from shifted
    group by period, siruta
)

select
    scaled.period,
    scaled.county_code,
    scaled.siruta,
    own.risk_index,
    summed.risk_rank,
    summed.rank_low,
    summed.rank_high,
    summed.rank_shift
from {{ ref('community_risk_component') }} as scaled
left join weighed as own
    on scaled.period = own.period and scaled.siruta = own.siruta and own.weighting = 'base'
left join summed on scaled.period = summed.period and scaled.siruta = summed.siruta
