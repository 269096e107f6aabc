-- The components of the community risk index, each scaled from 0, the place with the least of the quarter, to 1, the
-- one with the most (min-max; OECD and JRC, Handbook on Constructing Composite Indicators, 2008); 0 where all places
-- are equal. A share that may not be shown is taken as not known: the index would give it away. One that is withheld
-- does not stretch the scale, and may lie outside it.
{% set norms = var('thresholds') %}

with withheld as (
    select
        period,
        siruta,
        {{ withheld_components(range(1, 7)) }}
    from {{ ref('uat_verdict') }}
    where verdict = 'withheld' and indicator like 'CRI-%'
    group by period, siruta
),

counted as (
    select
        period,
        county_code,
        siruta,
        case kind
            when 'commune' then {{ norms.locality_risk_commune }}
            when 'town' then {{ norms.locality_risk_town }}
            when 'municipality' then {{ norms.locality_risk_municipality }}
        end as points,
        children as n_2,
        population as d_2,
        people_poor as n_3,
        case when people_income_assessed >= {{ norms.risk_index_people_min }} then people_income_assessed end as d_3,
        minimum_income_people as n_4,
        population as d_4,
        unemployed as n_5,
        people_15_64 as d_5,
        pupils_dropped_out as n_6,
        pupils as d_6
    from {{ ref('uat_quarter') }}
    where siruta is not null
),

shares as (
    select
        *,
        cast(points as double) as x_1,
        {{ shares_that_may_be_shown(range(2, 7)) }}
    from counted
),

usable as (
    select
        shares.*,
        coalesce(withheld.is_withheld, false) as is_withheld,
        {{ usable_components(range(1, 7)) }}
    from shares
    left join withheld on shares.period = withheld.period and shares.siruta = withheld.siruta
)

select
    *,
    {{ scaled_components(range(1, 7)) }}
from usable
window quarter as (partition by period)
