-- Which record tells of a person's needs in a dimension: of the source that the seed source_precedence puts first among
-- those that assessed it, one that was not removed, the first by key. Primero never says that something is no longer
-- there, and so does not tell when a need ends.
with records as (
    select
        records.record_key,
        records.person_key,
        records.source,
        records.delivery,
        records.recorded_at,
        records.removed_at,
        case when records.removed_at is not null then coalesce(reasons.left_reason, 'other') end as removed_reason,
        count(*) over (partition by records.person_key) as records_of_person
    from {{ ref('person_record') }} as records
    left join {{ ref('removal_reasons') }} as reasons
        on records.source = reasons.source and records.removal_reason = reasons.removal_reason
    where records.is_counted and records.source in ('amc', 'spor')
),

rivals as (
    select distinct
        records.record_key,
        records.person_key,
        records.source,
        records.removed_at,
        {{ elements('states.dimensions_assessed') }} as dimension
    from records
    inner join {{ ref('fct_assessment') }} as states on records.record_key = states.record_key
    where records.records_of_person > 1
),

first_of_all as (
    select
        record_key,
        dimension
    from rivals
    qualify row_number() over (
        partition by person_key, dimension
        order by {{ source_rank_of('dimension', 'source') }} asc, (removed_at is not null) asc, record_key asc
    ) = 1
),

told as (
    select
        record_key,
        {{ distinct_list('dimension') }} as dimensions
    from first_of_all
    group by record_key
)

select
    records.record_key,
    records.person_key,
    records.source,
    records.delivery,
    {{ local_date('records.recorded_at') }} as recorded_on,
    records.removed_at,
    {{ local_date('records.removed_at') }} as removed_on,
    records.removed_reason,
    case when records.records_of_person = 1 then {{ dimensions_of('records.source') }} else told.dimensions end
        as dimensions
from records
left join told on records.record_key = told.record_key
where records.records_of_person = 1 or told.record_key is not null
