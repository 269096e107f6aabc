-- What is followed from a day on until something ends it: needs until they are resolved, and resolved needs until they
-- are found again. Death and departure preclude these (competing); after other removals nobody looks any more (lost).
-- Needs are read twice rather than kept aside with all their columns, see `fct_need`.
-- depends_on: {{ ref('core_failures') }}
with needs as not materialized (
    select
        *,
        case
            when removed_reason in ('deceased', 'departed') then 'competing'
            when removed_reason is not null then 'lost'
        end as left_how
    from {{ ref('need_spell') }}
),

courses as (
    select
        'resolution' as course,
        need_key,
        person_key,
        dimension,
        found_on as began_on,
        coalesce(resolved_on, removed_on) as ended_on,
        case when resolved_on is not null then 'event' else left_how end as outcome
    from needs

    union all

    select
        'relapse' as course,
        need_key,
        person_key,
        dimension,
        resolved_on as began_on,
        coalesce(relapsed_on, removed_on) as ended_on,
        case when relapsed_on is not null then 'event' else left_how end as outcome
    from needs
    where resolved_on is not null
)

select
    courses.course,
    courses.need_key,
    people.county_code,
    people.siruta,
    courses.dimension,
    courses.began_on,
    courses.ended_on,
    courses.outcome
from courses
inner join {{ ref('dim_person') }} as people on courses.person_key = people.person_key
