-- The codes of the states, one by one.
{{ codes_one_by_one(ref('fct_assessment'), ['assessment_key', 'source', 'delivery']) }}
