-- Which indicators of a UAT are in doubt, whether they have a value or not: a rule that affects them fails too often in
-- a source that they rest on, or that source's report has not come. The worst reason stands. A quarter's number comes
-- from the delivery in force that tells of it: its own, else the next one, which holds the quarter too, else the last.
-- A report that came late is whole: when it came is no doubt about the number.
{% set limits = var('thresholds') %}

with rules as (
    {{ doubting_rules() }}
),

resting as (
    select
        catalogue.indicator,
        frames.source,
        frames.without_report
    from {{ ref('indicators') }} as catalogue
    inner join {{ ref('frame_sources') }} as frames
        on
            catalogue.unit_of_analysis = frames.unit_of_analysis
            and {{ begins_with_one_of('catalogue.indicator', 'frames.indicators') }}
),

severities as (
    select distinct
        rule,
        is_error,
        of_place
    from rules
),

failures as (
    select
        source,
        rule,
        delivery,
        period,
        county_code,
        siruta,
        sum(checked) as checked,
        sum(failures) as failures
    from {{ ref('rule_failures') }}
    where siruta is not null and failures > 0 and checked > 0
    group by source, rule, delivery, period, county_code, siruta
),

failing as (
    select
        failures.source,
        failures.rule,
        failures.delivery,
        failures.period,
        failures.siruta,
        severities.of_place,
        failures.failures / cast(failures.checked as double) as share_failing,
        case
            when severities.of_place and severities.is_error then 2
            when severities.of_place then 1
            when
                severities.is_error
                and failures.failures > {{ limits.verdict_error_share_max }} * failures.checked
                then 2
            else 1
        end as grade
    from failures
    inner join severities on failures.rule = severities.rule
    where
        severities.of_place
        or (
            failures.failures >= {{ limits.verdict_failures_min }}
            and failures.failures > {{ limits.verdict_warning_share_max }} * failures.checked
        )
),

doubtful as (
    select distinct
        source,
        siruta
    from failing
),

-- the deliveries in force that have rows of a UAT in which something fails
in_force as (
    select distinct
        told.source,
        told.siruta,
        told.delivery,
        told.period
    from {{ ref('rows_checked') }} as told
    inner join doubtful on told.source = doubtful.source and told.siruta = doubtful.siruta
    inner join {{ ref('delivery_in_force') }} as speaking
        on
            told.delivery = speaking.delivery
            and (speaking.county_code is null or told.county_code = speaking.county_code)
            and speaking.is_in_force
),

telling as (
    select
        quarters.period,
        in_force.source,
        in_force.siruta,
        in_force.delivery
    from in_force
    cross join {{ ref('dim_quarter') }} as quarters
    qualify rank() over (
        partition by quarters.period, in_force.source, in_force.siruta
        order by
            case when in_force.period >= quarters.period then in_force.period end asc nulls last,
            in_force.period desc
    ) = 1
),

broken as (
    select
        telling.period,
        failing.siruta,
        failing.source,
        failing.rule,
        failing.grade,
        failing.share_failing
    from failing
    inner join telling
        on
            failing.source = telling.source
            and failing.siruta = telling.siruta
            and failing.delivery = telling.delivery
    where not failing.of_place

    union all

    select
        period,
        siruta,
        source,
        rule,
        grade,
        share_failing
    from failing
    where of_place or delivery is null
),

-- since when a source has told of a UAT, and up to which quarter a whole delivery holds what was not sent in time.
-- AMC's list of localities has rows of all UATs, whoever works there.
told_of as (
    select
        deliveries.source,
        places.siruta,
        min(deliveries.period) as told_from,
        max(case when deliveries.kind = 'whole' then deliveries.period end) as whole_until
    from {{ ref('stg_lake__delivery_places') }} as places
    inner join {{ ref('stg_lake__deliveries') }} as deliveries on places.delivery = deliveries.delivery
    where places.siruta is not null and places.table_name <> 'cities' and places.rows > 0
    group by deliveries.source, places.siruta
),

missing as (
    select
        rates.period,
        rates.geo_code as siruta,
        rates.source
    from {{ ref('reporting_rate') }} as rates
    inner join told_of on rates.source = told_of.source and rates.geo_code = told_of.siruta
    where
        rates.geo_level = 'uat'
        and rates.received < rates.expected
        and told_of.told_from < rates.period
        and (told_of.whole_until is null or told_of.whole_until < rates.period)
),

doubts as (
    select
        broken.period,
        broken.siruta,
        resting.indicator,
        broken.source,
        broken.rule as reason,
        rules.mended_by,
        broken.grade,
        broken.share_failing
    from broken
    inner join rules on broken.rule = rules.rule
    inner join resting
        on broken.source = resting.source and {{ begins_with_one_of('resting.indicator', 'rules.code_begins') }}

    union all

    select
        missing.period,
        missing.siruta,
        resting.indicator,
        missing.source,
        'not-reported' as reason,
        'office' as mended_by,
        case resting.without_report when 'withheld' then 2 else 1 end as grade,
        1.0 as share_failing
    from missing
    inner join resting on missing.source = resting.source
    where resting.without_report <> 'none'
)

select
    doubts.period,
    places.county_code,
    doubts.siruta,
    doubts.indicator,
    {{ verdict_of('doubts.grade') }} as verdict,
    doubts.reason,
    doubts.source,
    doubts.mended_by
from doubts
inner join {{ ref('dim_uat') }} as places on doubts.siruta = places.siruta
qualify row_number() over (
    partition by doubts.period, doubts.siruta, doubts.indicator
    order by doubts.grade desc, doubts.share_failing desc, doubts.reason asc, doubts.source asc
) = 1
