with register as (
    {{ current_register('stg_marginalisation__marginalisation', ['siruta']) }}
)

select
    register.siruta,
    register.degree,
    register.share,
    register.delivery
from register
