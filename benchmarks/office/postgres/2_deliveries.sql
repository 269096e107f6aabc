-- Which delivery speaks for which county, and the quarters of the run (:first to :last).
create unlogged table quarter as
select
    to_char(first_day, 'YYYY"-Q"Q') as period,
    (first_day + interval '3 month')::date - 1 as last_day,
    (first_day + interval '3 month') at time zone 'Europe/Bucharest' at time zone 'UTC' as ends_at
from generate_series(
    make_date(left(:'first', 4)::int, right(:'first', 1)::int * 3 - 2, 1)::timestamp,
    make_date(left(:'last', 4)::int, right(:'last', 1)::int * 3 - 2, 1)::timestamp,
    interval '3 month'
) as first_day;

create unlogged table delivery_in_force as
with ranked as (
    select
        deliveries.*,
        counties.county_code,
        counties.covers,
        (kind = 'changes' and since is null)
        or row_number() over (
            partition by source, county_code, covers, period order by seen desc, delivery desc
        ) = 1 as is_newest,
        bool_or(covers) over (partition by source, county_code) as is_covered,
        count(county_code) over (partition by source) > 0 as tells_counties
    from deliveries
    inner join delivery_counties as counties using (delivery)
    where period <= :'last'
),

based as (
    select
        *,
        max(period) filter (where covers and is_newest and kind = 'whole')
            over (partition by source, county_code) as whole_from
    from ranked
),

judged as (
    select
        *,
        covers
        and is_newest
        and (whole_from is null or period >= whole_from)
        and (county_code is not null or not tells_counties) as speaks_here
    from based
),

speaking as (
    select
        *,
        bool_or(speaks_here) over (partition by delivery) as speaks
    from judged
),

scoped as (
    select
        delivery,
        case
            when count(county_code) = 0 then 'RO'
            when count(*) <= 3 then string_agg(county_code, '+' order by county_code)
            else left(md5(string_agg(county_code, '+' order by county_code)), 8)
        end as scope
    from speaking
    where covers
    group by delivery
)

select
    source,
    delivery,
    period,
    county_code,
    scope,
    covers,
    case
        when covers then speaks_here
        else
            speaks
            and not is_covered
            and row_number() over (
                partition by source, county_code, covers, speaks order by period desc, seen desc, delivery desc
            ) = 1
    end as is_in_force
from speaking
inner join scoped using (delivery);

-- of the nurses and of child protection, the newest delivery speaks
create unlogged table speaking as
select
    source,
    delivery,
    scope,
    period,
    not coalesce(bool_or(covers and not is_in_force), false) as speaks_for_all
from delivery_in_force
group by source, delivery, scope, period
having bool_or(is_in_force);

-- SPOR's add up: the newest version of each record, unless it was struck
create unlogged table adding as
select distinct
    delivery,
    scope,
    period
from delivery_in_force
where source = 'spor' and is_in_force and covers;

create unlogged table struck as
select
    table_name,
    scope,
    record_id as id,
    max(period) as struck_in
from spor_tombstones
inner join adding using (delivery)
group by table_name, scope, record_id;
analyze quarter, delivery_in_force, speaking, adding, struck;

select format(
    $$create unlogged table %1$s as
    select distinct on (adding.scope, held.id) held.*, adding.scope, adding.period
    from spor_%1$s as held
    inner join adding using (delivery)
    left join struck on struck.table_name = %1$L and struck.scope = adding.scope and struck.id = held.id
    where struck_in is null or struck_in < adding.period
    order by adding.scope, held.id, adding.period desc$$, name
)
from unnest(
    array ['persons', 'memberships', 'households', 'assessments', 'person_assessments', 'findings']
) as name \gexec
analyze persons, memberships, households, assessments, person_assessments, findings;
