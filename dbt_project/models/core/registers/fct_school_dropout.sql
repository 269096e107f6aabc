{% set keys = ['county_code', 'school_year', 'level'] %}

with register as (
    {{ current_register('stg_school_dropout__school_dropout', keys, place='county_code') }}
)

select
    register.county_code,
    register.school_year,
    register.level,
    register.enrolled,
    register.dropped_out,
    register.delivery
from register
