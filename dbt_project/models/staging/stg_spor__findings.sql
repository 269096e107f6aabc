select
    delivery,
    id as finding_id,
    assessment_id,
    person_id,
    vulnerability,
    state
from {{ source('spor', 'findings') }}
