select
    assessment_key,
    person_key,
    recorded_at as valid_from,
    lead(recorded_at) over (partition by person_key order by recorded_at, record_id) as valid_to,
    vulnerabilities,
    dimensions
from {{ ref('fct_assessment') }}
