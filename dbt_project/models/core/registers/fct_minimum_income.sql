with register as (
    {{ current_register('stg_minimum_income__minimum_income', ['siruta', 'month']) }}
)

select
    register.siruta,
    register.month,
    register.families,
    register.people,
    register.delivery
from register
