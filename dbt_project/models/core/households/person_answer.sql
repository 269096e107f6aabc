select
    assessment_key,
    record_key,
    assessed_at as valid_from,
    lead(assessed_at) over (partition by record_key order by assessed_at, record_id) as valid_to,
    {{ listed(person_answers()) }}
from {{ ref('fct_person_assessment') }}
where {{ any_known(person_answers()) }}
