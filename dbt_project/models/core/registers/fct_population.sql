with register as (
    {{ current_register('stg_population__population', ['year', 'siruta', 'sex', 'age']) }}
)

select
    register.year,
    register.siruta,
    register.sex,
    register.age,
    register.people,
    register.delivery
from register
