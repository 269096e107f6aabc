select
    household_assessment_key,
    household_key,
    assessed_at as valid_from,
    lead(assessed_at) over (partition by household_key order by assessed_at, record_id) as valid_to,
    {{ listed(household_answers()) }}
from {{ ref('fct_household_assessment') }}
where {{ any_known(household_answers()) }}
