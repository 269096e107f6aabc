-- Categories of every breakdown: those of the seed, and the codes of the catalogues by which some indicators are split.
select
    breakdown,
    category,
    position,
    name_ro,
    name_en,
    breakdown_name_ro,
    breakdown_name_en
from {{ ref('breakdowns') }}

union all

select
    'dimension' as breakdown,
    dimension as category,
    position + 100 as position,
    name_ro,
    name_en,
    'Dimensiune' as breakdown_name_ro,
    'Dimension' as breakdown_name_en
from {{ ref('dimensions') }}

union all

select
    'vulnerability' as breakdown,
    vulnerabilities.vulnerability as category,
    cast(row_number() over (order by dimensions.position, vulnerabilities.vulnerability) as integer) + 200 as position,
    vulnerabilities.name_ro,
    vulnerabilities.name_en,
    'Vulnerabilitate' as breakdown_name_ro,
    'Vulnerability' as breakdown_name_en
from {{ ref('dim_vulnerability') }} as vulnerabilities
inner join {{ ref('dimensions') }} as dimensions on vulnerabilities.dimension = dimensions.dimension

union all

select
    'action' as breakdown,
    action as category,
    cast(row_number() over (order by dimension, action) as integer) + 400 as position,
    name_ro,
    name_en,
    'Acțiune' as breakdown_name_ro,
    'Action' as breakdown_name_en
from {{ ref('dim_action') }}

union all

select distinct
    'wave' as breakdown,
    cast(wave as varchar) as category,
    cast(wave as integer) + 600 as position,
    'Valul ' || wave as name_ro,
    'Wave ' || wave as name_en,
    'Valul programului' as breakdown_name_ro,
    'Wave of the programme' as breakdown_name_en
from {{ ref('programme_uat') }}

union all

select
    'funds' as breakdown,
    funds as category,
    position + 700 as position,
    name_ro,
    name_en,
    'Sursa banilor' as breakdown_name_ro,
    'Source of funds' as breakdown_name_en
from {{ ref('funds') }}
