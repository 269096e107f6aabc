with register as (
    {{ current_register('stg_unemployment__unemployment', ['siruta', 'month']) }}
)

select
    register.siruta,
    register.month,
    register.registered,
    register.with_benefit,
    register.delivery
from register
