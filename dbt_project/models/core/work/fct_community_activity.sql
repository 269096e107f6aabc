with activities as (
    {{ current_rows('spor', 'activities', 'stg_spor__activities', 'activity_id') }}
)

select
    {{ record_key('spor', 'activities.scope', 'activities.activity_id') }} as activity_key,
    coalesce(uats.county_code, activities.scope) as county_code,
    uats.siruta,
    {{ record_key('spor', 'activities.scope', 'activities.worker_id') }} as worker_key,
    'spor' as source,
    activities.delivery,
    activities.held_on,
    activities.kind,
    activities.dimension,
    activities.participants,
    activities.children
from activities
left join {{ ref('dim_uat') }} as uats on activities.siruta = uats.siruta
