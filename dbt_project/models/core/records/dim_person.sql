-- One row a person, however many systems know it; where they disagree, that one speaks which the seed
-- source_precedence puts first.
select
    person_key,
    {{ spoken('sex', 'sex', 'source', 'key_order') }} as sex,
    {{ spoken('birth_date', 'birth_date', 'source', 'key_order') }} as birth_date,
    {{ first_by('county_code', place_order('key_order')) }} as county_code,
    {{ first_by('siruta', place_order('key_order')) }} as siruta,
    {{ spoken('household', 'household_key', 'source', 'key_order') }} as household_key,
    count(*) as records,
    {{ distinct_list('source') }} as sources,
    min(recorded_at) as recorded_at
from {{ ref('person_record') }}
group by person_key
