-- SPOR's households from the first day on which a member had a need to the first day on which none had. A need is the
-- household's while it is open and the person belongs to it. Where the last one ended because the person died or went
-- away, that is not being out of all needs (competing).
-- depends_on: {{ ref('core_failures') }}
{% set end_of_time = "cast('9999-12-31' as date)" %}

with needs as (
    select
        person_key,
        found_on,
        resolved_on,
        removed_reason,
        coalesce(resolved_on, removed_on, {{ end_of_time }}) as ended_on
    from {{ ref('need_spell') }}
),

carried as (
    select
        members.household_key,
        case when needs.found_on < members.valid_from then members.valid_from else needs.found_on end as began_on,
        case when members.valid_to < needs.ended_on then members.valid_to else needs.ended_on end as ended_on,
        case
            when members.valid_to < needs.ended_on then 'competing'
            when needs.resolved_on is not null then 'event'
            when needs.removed_reason in ('deceased', 'departed') then 'competing'
            when needs.removed_reason is not null then 'lost'
        end as outcome
    from needs
    inner join {{ ref('household_member') }} as members
        on
            needs.person_key = members.person_key
            and members.source = 'spor'
            and needs.ended_on > members.valid_from
            and (members.valid_to is null or needs.found_on < members.valid_to)
),

in_order as (
    select
        *,
        coalesce(began_on > max(ended_on) over (
            partition by household_key order by began_on, ended_on
            rows between unbounded preceding and 1 preceding
        ), false) as is_after_a_gap
    from carried
),

first_spell as (
    select *
    from in_order
    qualify not bool_or(is_after_a_gap) over (
        partition by household_key order by began_on, ended_on rows between unbounded preceding and current row
    )
),

ends as (
    select
        *,
        min(began_on) over (partition by household_key) as first_day,
        max(ended_on) over (partition by household_key) as last_day
    from first_spell
),

told as (
    select
        household_key,
        first_day,
        last_day,
        bool_or(outcome = 'competing') as is_competing,
        bool_or(outcome = 'lost') as is_lost
    from ends
    where ended_on = last_day
    group by household_key, first_day, last_day
)

select
    told.household_key,
    households.county_code,
    households.siruta,
    told.first_day as began_on,
    nullif(told.last_day, {{ end_of_time }}) as ended_on,
    case
        when told.last_day = {{ end_of_time }} then null
        when told.is_competing then 'competing'
        when told.is_lost then 'lost'
        else 'event'
    end as outcome
from told
inner join {{ ref('dim_household') }} as households on told.household_key = households.household_key
