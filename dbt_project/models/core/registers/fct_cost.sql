with register as (
    {{ current_register('stg_costs__costs', ['siruta', 'period', 'kind', 'category', 'funds']) }}
)

select
    register.siruta,
    register.period,
    register.kind,
    register.category,
    register.funds,
    register.amount,
    register.delivery
from register
