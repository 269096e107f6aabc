-- Of people who stand in several systems: since when each record has a say in a dimension, which is since it first told
-- of it. What a later delivery tells of later days leaves the days before as they were.
with records as (
    select *
    from {{ ref('need_record') }}
    qualify
        min(source) over (partition by person_key) <> max(source) over (partition by person_key)
),

dimensions as (
    select
        dimension,
        {{ dimension_set_by('dimension') }} as own_bit
    from {{ ref('dimensions') }}
),

told as (
    select
        records.record_key,
        records.person_key,
        records.source,
        records.recorded_at,
        records.removed_at,
        states.recorded_at as told_at,
        dimensions.dimension
    from records
    inner join {{ ref('fct_assessment') }} as states
        on
            records.record_key = states.record_key
            and (records.removed_at is null or records.removed_at > states.recorded_at)
    inner join dimensions on {{ in_both('states.dimensions_assessed', 'dimensions.own_bit') }} <> 0
)

select
    record_key,
    person_key,
    dimension,
    {{ source_rank_of('dimension', 'source') }} as source_rank,
    min(case when told_at < recorded_at then recorded_at else told_at end) as speaks_from,
    removed_at as speaks_until
from told
group by record_key, person_key, dimension, source, removed_at
