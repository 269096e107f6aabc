select
    delivery,
    id as result_id,
    plan_id,
    person_id,
    vulnerability,
    agreed_on,
    reached,
    reached_on
from {{ source('spor', 'results') }}
