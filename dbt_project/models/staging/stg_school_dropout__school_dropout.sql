select
    delivery,
    county as county_code,
    school_year,
    level,
    enrolled,
    dropped_out
from {{ source('school_dropout', 'school_dropout') }}
