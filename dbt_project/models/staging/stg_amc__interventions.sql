select
    delivery,
    id as intervention_id,
    parent_id as case_intervention_id,
    beneficiary_id,
    interventionable_type,
    interventionable_id,
    vulnerability_id as source_code,
    coalesce(integrated, false) as is_integrated,
    created_at as recorded_at,
    closed_at
from {{ dump_rows('amc', 'interventions') }}
