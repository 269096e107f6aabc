with register as (
    {{ current_register('stg_programme__programme', ['siruta']) }}
)

select
    register.siruta,
    register.wave,
    register.joined_on,
    register.left_on,
    register.delivery
from register
