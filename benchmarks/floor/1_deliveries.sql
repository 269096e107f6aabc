-- Words of the script, the quarters, and which deliveries speak for whom.
create macro local_date(stamp) as cast(timezone('Europe/Bucharest', timezone('UTC', stamp)) as date);
create macro day_start_utc(day) as timezone('UTC', timezone('Europe/Bucharest', cast(day as timestamp)));
create macro last_day_of(period) as
last_day(make_date(cast(substr(period, 1, 4) as integer), cast(substr(period, 7, 1) as integer) * 3, 1));
create macro quarter_number(day) as date_part('year', day) * 4 + date_part('quarter', day) - 1;
create macro quarter_start(day) as cast(date_trunc('quarter', day) as date);
-- keyed codes as numbers of 60 bits
create macro code_of(code) as case when code is not null then cast(hash(code) >> 4 as bigint) end;
create macro age_on(birth_date, day) as
case when birth_date <= day and date_sub('year', birth_date, day) <= {{ limits.age_max }}
then date_sub('year', birth_date, day) end;
create macro geo_level(of_county, of_uat) as
case when of_county = 1 then 'country' when of_uat = 1 then 'county' else 'uat' end;

-- q counts the quarters asked for from 0
create temp table quarter as
with days as (
    select cast(unnest(generate_series(last_day_of('{{ first_period }}') + 1 - interval 3 month,
    last_day_of('{{ period }}') + 1 - interval 3 month, interval 3 month)) as date) as first_day
)

select
    cast(row_number() over (order by first_day) - 1 as tinyint) as q,
    date_part('year', first_day) || '-Q' || date_part('quarter', first_day) as period,
    first_day,
    cast(first_day + interval 3 month as date) - 1 as last_day,
    day_start_utc(first_day) as starts_at,
    day_start_utc(first_day + interval 3 month) as ends_at
from days;

-- the number of the quarter that a day lies in, as q counts them
create macro q_of(day) as quarter_number(day) - {{ first_number }};
create macro from_0(number) as case when number < 0 then 0 else number end;

create temp table band_of as
select
    ages.age,
    bands.age_band
from range(0, 200) as ages (age)
inner join age_bands as bands on ages.age between bands.age_from and bands.age_to;

-- every delivery by county that it tells of, with the word that it has there
create temp table delivery_in_force as
with told as (
    select
        deliveries.source,
        deliveries.delivery,
        deliveries.period,
        deliveries.seen,
        deliveries.kind,
        deliveries.received_on,
        deliveries.kind = 'changes' and deliveries.since is null as adds_up,
        counties.county_code,
        counties.covers
    from read_parquet('lake/*/deliveries/*.parquet') as deliveries
    inner join read_parquet('lake/*/delivery_counties/*.parquet') as counties
        on deliveries.delivery = counties.delivery
    where deliveries.period <= '{{ period }}'
),

scoped as (
    select
        delivery,
        case
            when count(county_code) = 0 then 'RO'
            when count(*) <= 3 then string_agg(county_code, '+' order by county_code)
            else substr(md5(string_agg(county_code, '+' order by county_code)), 1, 8)
        end as scope
    from told
    where covers
    group by delivery
),

ranked as (
    select
        *,
        adds_up or row_number() over (
            partition by source, county_code, covers, period order by seen desc, delivery desc
        ) = 1 as is_newest_of_period,
        bool_or(covers) over (partition by source, county_code) as is_covered,
        count(county_code) over (partition by source) > 0 as tells_counties
    from told
),

based as (
    select
        *,
        max(period) filter (where covers and is_newest_of_period and kind = 'whole')
            over (partition by source, county_code) as whole_from
    from ranked
),

judged as (
    select
        *,
        covers
        and is_newest_of_period
        and (whole_from is null or period >= whole_from)
        and (county_code is not null or not tells_counties) as speaks_here
    from based
),

speaking as (
    select
        *,
        bool_or(speaks_here) over (partition by delivery) as speaks
    from judged
)

select
    speaking.source,
    speaking.delivery,
    speaking.period,
    speaking.seen,
    speaking.kind,
    speaking.received_on,
    speaking.county_code,
    scoped.scope,
    speaking.covers,
    speaking.covers and speaking.is_newest_of_period as is_of_record,
    case
        when speaking.covers then speaking.speaks_here
        else
            speaking.speaks
            and not speaking.is_covered
            and row_number() over (
                partition by speaking.source, speaking.county_code, speaking.covers, speaking.speaks
                order by speaking.period desc, speaking.seen desc, speaking.delivery desc
            ) = 1
    end as is_in_force
from speaking
inner join scoped on speaking.delivery = scoped.delivery;

-- Deliveries of case management that speak at all. `base` makes the keys of a scope unique in the country: a key is
-- base + the number that the source gave. Whole deliveries of a source hold most rows of all before them, and only the
-- files of those that speak are read.
create temp table speaking as
select
    source,
    delivery,
    scope,
    period,
    cast(dense_rank() over (order by source, scope) as bigint) << 40 as base,
    not coalesce(bool_or(covers and not is_in_force), false) as speaks_for_all
from delivery_in_force
where source in ('amc', 'primero', 'spor')
group by source, delivery, scope, period
having bool_or(is_in_force);

-- which deliveries' files hold rows of a dump, and which rows of these are gone
create temp table dump_link as
select
    own.source,
    own.delivery,
    own.link,
    earlier.delivery as stored_in
from read_parquet('lake/*/deliveries/*.parquet') as own
inner join read_parquet('lake/*/deliveries/*.parquet') as earlier
    on own.source = earlier.source and own.chain = earlier.chain and own.link >= earlier.link;

create temp table gone_row as
select
    deliveries.source,
    gone.table_name,
    gone.stored_in,
    gone.row_number,
    deliveries.link
from read_parquet('lake/*/delivery_gone_rows/*.parquet') as gone
inner join read_parquet('lake/*/deliveries/*.parquet') as deliveries on gone.delivery = deliveries.delivery;

{% for source, tables in {
    'amc': ['beneficiaries', 'families', 'vulnerability_entries', 'interventions',
            'interventionable_individual_services'],
    'primero': ['cases', 'services']
}.items() %}
{% for table in tables %}
set variable {{ source }}_{{ table }} = (
    select list(distinct 'lake/{{ source }}/{{ table }}/' || stored_in || '.parquet')
    from (
        select dump_link.stored_in from dump_link
        inner join speaking on dump_link.delivery = speaking.delivery and speaking.source = '{{ source }}'
        union all
        select 'none'
    )
);
{% endfor %}
{% endfor %}

{# Rows of a table, one a delivery and row, of sources that deliver whole dumps; of those that speak only, or of all. #}
{% macro dump(source, table, that_speak=false) %}
    (
        select
            stored.* exclude (delivery, file_row_number),
            dump_link.delivery
        from read_parquet(
            {% if that_speak %}getvariable('{{ source }}_{{ table }}'){% else %}'lake/{{ source }}/{{ table }}/*.parquet'{% endif %},
            file_row_number = true
        ) as stored
        left join gone_row
            on
                stored.file_row_number = gone_row.row_number
                and stored.delivery = gone_row.stored_in
                and gone_row.source = '{{ source }}'
                and gone_row.table_name = '{{ table }}'
        inner join dump_link on stored.delivery = dump_link.stored_in
        where gone_row.link is null or dump_link.link < gone_row.link
    )
{%- endmacro %}

-- SPOR sends whole deliveries and changes: of each row the newest that was not struck is in force.
create temp table spor_speaking as
select speaking.*
from speaking
where source = 'spor' and delivery in (select delivery from delivery_in_force where is_in_force and covers);

create temp table spor_struck as
select
    tombstones.table_name,
    speaking.base + tombstones.record_id as struck_key,
    max(speaking.period) as period
from read_parquet('lake/spor/tombstones/*.parquet') as tombstones
inner join spor_speaking as speaking on tombstones.delivery = speaking.delivery
group by all;

{% macro in_force(table, columns) %}
    select
        speaking.scope,
        speaking.base,
        speaking.period as delivery_period,
        speaking.base + held.id as own_key,
        held.id,
        {{ columns }}
    from read_parquet('lake/spor/{{ table }}/*.parquet') as held
    inner join spor_speaking as speaking on held.delivery = speaking.delivery
    where not exists (
        select 1 from spor_struck as struck
        where
            struck.table_name = '{{ table }}'
            and struck.struck_key = speaking.base + held.id
            and struck.period >= speaking.period
    )
    qualify row_number() over (partition by speaking.base + held.id order by speaking.period desc) = 1
{% endmacro %}

{# Rows of a register: of each key the newest delivery that speaks for its county. #}
{% macro register(source, table, key, county='places.county_code') %}
    select held.*
    from {{ dump(source, table) }} as held
    {% if county == 'places.county_code' %}inner join uats as places on cast(held.uat as varchar) = places.siruta{% endif %}
    inner join delivery_in_force as speaking
        on held.delivery = speaking.delivery and {{ county }} = speaking.county_code and speaking.is_in_force
    qualify row_number() over (
        partition by {{ key }} order by speaking.period desc, speaking.seen desc, held.delivery desc
    ) = 1
{% endmacro %}
