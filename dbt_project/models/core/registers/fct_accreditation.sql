with register as (
    {{ current_register('stg_accreditation__accreditation', ['siruta', 'accredited_from']) }}
)

select
    register.siruta,
    register.accredited_from,
    register.accredited_to,
    register.delivery
from register
