-- Records that tell of people's needs, with the time for which the person is in evidence. Primero never says that
-- something is no longer there, and so does not tell when a need ends. Who died in one system did so in all.
with records as (
    select
        records.record_key,
        records.person_key,
        records.source,
        records.delivery,
        records.recorded_at,
        records.removed_at,
        coalesce(reasons.left_reason, 'other') as removed_reason,
        min(case when reasons.left_reason = 'deceased' then records.removed_at end)
            over (partition by records.person_key) as died_at
    from {{ ref('person_record') }} as records
    left join {{ ref('removal_reasons') }} as reasons
        on records.source = reasons.source and records.removal_reason = reasons.removal_reason
    where records.is_counted and records.source in ('amc', 'spor')
),

until_death as (
    select
        record_key,
        person_key,
        source,
        delivery,
        recorded_at,
        case when died_at < removed_at or removed_at is null then died_at else removed_at end as removed_at,
        case when died_at <= removed_at or removed_at is null then 'deceased' else removed_reason end as removed_reason
    from records
),

begun as (
    select
        *,
        not coalesce(bool_or(removed_at is null) over before_it, false)
        and coalesce(recorded_at > max(removed_at) over before_it, true) as begins_stay
    from until_death
    window
        before_it as (
            partition by person_key
            order by recorded_at, record_key
            rows between unbounded preceding and 1 preceding
        )
),

stays as (
    select
        *,
        count(*) filter (where begins_stay)
            over (partition by person_key order by recorded_at, record_key rows unbounded preceding) as stay
    from begun
),

last_of_stay as (
    select
        person_key,
        stay,
        removed_at,
        removed_reason
    from stays
    qualify row_number() over (
        partition by person_key, stay
        order by (removed_at is null) desc, removed_at desc, (removed_reason = 'deceased') desc, record_key asc
    ) = 1
)

select
    stays.record_key,
    stays.person_key,
    stays.source,
    stays.delivery,
    stays.recorded_at,
    stays.removed_at,
    cast(stays.stay as integer) as stay,
    {{ local_date('ends.removed_at') }} as removed_on,
    case when ends.removed_at is not null then ends.removed_reason end as removed_reason
from stays
inner join last_of_stay as ends on stays.person_key = ends.person_key and stays.stay = ends.stay
