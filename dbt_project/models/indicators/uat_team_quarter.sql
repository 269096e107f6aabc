-- A worker may have several spells, and belong to the teams of several UATs. Who is a member for no part of a full time
-- is not there; a part that is not told may be any.
with spells as (
    select
        quarters.period,
        quarters.last_day,
        members.siruta,
        members.worker_key,
        members.profession,
        members.fte,
        case when members.valid_from < quarters.first_day then quarters.first_day else members.valid_from end
            as from_day,
        case when members.valid_to <= quarters.last_day then members.valid_to - 1 else quarters.last_day end as to_day
    from {{ ref('fct_team') }} as members
    inner join {{ ref('dim_quarter') }} as quarters
        on
            members.valid_from <= quarters.last_day
            and (members.valid_to is null or members.valid_to > quarters.first_day)
    where members.siruta is not null and (members.valid_to is null or members.valid_to > members.valid_from)
),

worked as (
    select
        spells.*,
        spells.to_day = spells.last_day as is_member,
        spells.fte
        * (upto.working_days - since.working_days + case when since.is_working_day then 1 else 0 end) as fte_days
    from spells
    left join {{ ref('working_day') }} as since on spells.period = since.period and spells.from_day = since.calendar_day
    left join {{ ref('working_day') }} as upto on spells.period = upto.period and spells.to_day = upto.calendar_day
),

workers as (
    select
        period,
        siruta,
        worker_key,
        profession,
        bool_or(is_member and coalesce(fte > 0, true)) as is_present,
        bool_or(is_member and fte is null) as fte_is_unknown,
        sum(case when is_member then fte else 0 end) as fte,
        bool_or(fte_days is null) as fte_days_are_unknown,
        sum(fte_days) as fte_days
    from worked
    group by period, siruta, worker_key, profession
)

select
    period,
    siruta,
    {% for profession in team_professions() %}
    {{ count_where("is_present and profession = '" ~ profession ~ "'") }} as {{ profession }}s,
    case
        when not bool_or(fte_is_unknown and profession = '{{ profession }}')
            then cast(sum(case when profession = '{{ profession }}' then fte else 0 end) as double)
    end as {{ profession }}_fte,
    {% endfor %}
    case when not bool_or(fte_is_unknown) then cast(sum(fte) as double) end as staff_fte,
    case
        when bool_or(is_present and fte >= 1 and profession = 'social_worker') then true
        when not bool_or(fte_is_unknown and profession = 'social_worker') then false
    end as has_full_time_social_worker,
    case when not bool_or(fte_days_are_unknown) then cast(sum(fte_days) as double) end as fte_days
from workers
group by period, siruta
