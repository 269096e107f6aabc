-- Of people who stand in several systems: since when each record has a say in which dimensions, which is since it first
-- told of them. What a later delivery tells of later days leaves the days before as they were.
with records as (
    select *
    from {{ ref('need_record') }}
    qualify
        min(source) over (partition by person_key) <> max(source) over (partition by person_key)
),

told as (
    select
        records.record_key,
        records.person_key,
        records.source,
        case when states.recorded_at < records.recorded_at then records.recorded_at else states.recorded_at end
            as speaks_from,
        records.removed_at as speaks_until,
        {{ without(
            'states.dimensions_assessed',
            'coalesce(bit_or(states.dimensions_assessed) over (
                partition by records.record_key
                order by states.recorded_at, states.record_id
                rows between unbounded preceding and 1 preceding
            ), 0)',
        ) }} as dimensions
    from records
    inner join {{ ref('fct_assessment') }} as states
        on
            records.record_key = states.record_key
            and (records.removed_at is null or records.removed_at > states.recorded_at)
)

select
    record_key,
    person_key,
    source,
    speaks_from,
    speaks_until,
    {{ united('dimensions') }} as dimensions
from told
where dimensions <> 0
group by record_key, person_key, source, speaks_from, speaks_until
