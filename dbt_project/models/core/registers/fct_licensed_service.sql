with register as (
    {{ current_register('stg_social_services__social_services', ['licence']) }}
)

select
    register.licence,
    register.siruta,
    register.service_code,
    register.capacity,
    register.provider,
    register.sector,
    register.licensed_from,
    register.licensed_to,
    register.delivery
from register
