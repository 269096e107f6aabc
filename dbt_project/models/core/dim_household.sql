select
    household_key,
    source,
    delivery,
    count(*) as people
from {{ ref('dim_person') }}
where household_key is not null
group by household_key, source, delivery
