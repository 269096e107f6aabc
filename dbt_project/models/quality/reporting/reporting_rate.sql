-- Reports expected, received and received on time, as DHIS2 counts them: a report is one source's data of one UAT,
-- county or the country (seed reporting_calendar) for a quarter, half-year or year. It is received with the first
-- accepted delivery that covers the county and, of a UAT, holds a row of it; later ones only correct it.
with due as (
    select
        calendar.source,
        calendar.reports_per,
        quarters.period,
        quarters.last_day,
        quarters.last_day + calendar.due_days as due_on,
        substr(quarters.period, 1, 6) || case
            when calendar.every = 'year' then '1'
            when calendar.every = 'half-year' and substr(quarters.period, 7, 1) = '2' then '1'
            when calendar.every = 'half-year' then '3'
            else substr(quarters.period, 7, 1)
        end as from_period
    from {{ ref('reporting_calendar') }} as calendar
    inner join {{ ref('dim_quarter') }} as quarters
        on
            quarters.period >= coalesce(calendar.valid_from, quarters.period)
            and quarters.period <= coalesce(calendar.valid_to, quarters.period)
            and (
                calendar.every = 'quarter'
                or (calendar.every = 'half-year' and substr(quarters.period, 7, 1) in ('2', '4'))
                or (calendar.every = 'year' and substr(quarters.period, 7, 1) = '4')
            )
),

deliveries as (
    select
        covered.source,
        covered.period,
        covered.delivery,
        covered.county_code,
        received.received_on
    from {{ ref('delivery_in_force') }} as covered
    inner join {{ ref('stg_lake__deliveries') }} as received on covered.delivery = received.delivery
    where covered.covers
),

-- AMC's list of localities has rows of all UATs, whoever works there
present as (
    select distinct
        places.delivery,
        uats.siruta,
        uats.county_code
    from {{ ref('stg_lake__delivery_places') }} as places
    inner join {{ ref('dim_uat') }} as uats on places.siruta = uats.siruta
    where places.table_name <> 'cities' and places.rows > 0
),

reports as (
    select
        'uat' as reports_per,
        deliveries.source,
        deliveries.period,
        present.county_code,
        present.siruta,
        deliveries.received_on
    from deliveries
    inner join present
        on deliveries.delivery = present.delivery and deliveries.county_code = present.county_code

    union all

    select
        'county' as reports_per,
        source,
        period,
        county_code,
        null as siruta,
        received_on
    from deliveries
    where county_code is not null

    union all

    select
        'country' as reports_per,
        source,
        period,
        null as county_code,
        null as siruta,
        received_on
    from deliveries
),

-- who has to report: the programme's UATs and their counties; without a register of them, who ever did
programme as (
    select
        uats.county_code,
        members.siruta,
        members.joined_on,
        members.left_on
    from {{ ref('programme_uat') }} as members
    inner join {{ ref('dim_uat') }} as uats on members.siruta = uats.siruta
),

expected as (
    select distinct
        due.source,
        due.period,
        due.reports_per,
        due.from_period,
        due.due_on,
        programme.county_code,
        case when due.reports_per = 'uat' then programme.siruta end as siruta
    from due
    inner join programme
        on
            due.last_day >= programme.joined_on
            and (programme.left_on is null or due.last_day < programme.left_on)
    where due.reports_per <> 'country'

    union all

    select distinct
        due.source,
        due.period,
        due.reports_per,
        due.from_period,
        due.due_on,
        reports.county_code,
        reports.siruta
    from due
    inner join reports
        on due.source = reports.source and due.reports_per = reports.reports_per and due.period >= reports.period
    where due.reports_per <> 'country' and not exists (select 1 from programme)

    union all

    select
        source,
        period,
        reports_per,
        from_period,
        due_on,
        null as county_code,
        null as siruta
    from due
    where reports_per = 'country'
),

compared as (
    select
        expected.source,
        expected.period,
        expected.county_code,
        expected.siruta,
        count(reports.source) > 0 as is_received,
        coalesce(
            bool_and(reports.received_on is not null) and min(reports.received_on) <= expected.due_on, false
        ) as is_on_time
    from expected
    left join reports
        on
            expected.source = reports.source
            and expected.reports_per = reports.reports_per
            and reports.period between expected.from_period and expected.period
            and expected.county_code is not distinct from reports.county_code
            and expected.siruta is not distinct from reports.siruta
    group by expected.source, expected.period, expected.county_code, expected.siruta, expected.due_on
)

select
    period,
    source,
    {{ place_level() }} as geo_level,
    {{ place_code() }} as geo_code,
    cast(count(*) as integer) as expected,
    cast({{ count_where('is_received') }} as integer) as received,
    cast({{ count_where('is_on_time') }} as integer) as on_time
from compared
group by period, source, rollup(county_code, siruta)
having {{ is_place() }}
