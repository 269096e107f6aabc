-- depends_on: {{ ref('core_failures') }}
select
    amounts.period,
    places.county_code,
    amounts.siruta,
    amounts.funds,
    cast(sum(case when amounts.kind = 'budget' then amounts.amount end) as double) as budget,
    cast(sum(case when amounts.kind = 'spent' then amounts.amount end) as double) as spent
from {{ ref('fct_cost') }} as amounts
inner join {{ ref('dim_quarter') }} as quarters on amounts.period = quarters.period
inner join {{ ref('dim_uat') }} as places on amounts.siruta = places.siruta
group by amounts.period, places.county_code, amounts.siruta, amounts.funds
