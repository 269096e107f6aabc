select
    assessment_key,
    record_key,
    source,
    recorded_at as valid_from,
    lead(recorded_at) over (partition by record_key order by recorded_at, record_id) as valid_to,
    work_status,
    vulnerabilities,
    dimensions_assessed
from {{ ref('fct_assessment') }}
