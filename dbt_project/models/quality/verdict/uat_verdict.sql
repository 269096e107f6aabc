-- Which indicators of a UAT are in doubt, whether they have a value or not: a rule that affects them fails too often in
-- a source that they rest on, or that source's report has not come. The worst reason stands. What fails is what stands
-- in the deliveries that tell of the quarter. A report that came late is whole: when it came is no doubt about the
-- number.
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
        frame,
        is_error
    from rules
),

-- since when a source has told of a UAT, and up to which quarter a whole delivery holds what was not sent in time.
-- AMC's list of localities has rows of all UATs, whoever works there.
told_of as (
    select
        deliveries.source,
        uats.county_code,
        uats.siruta,
        min(deliveries.period) as told_from,
        max(case when deliveries.kind = 'whole' then deliveries.period end) as whole_until
    from {{ ref('stg_lake__delivery_places') }} as places
    inner join {{ ref('stg_lake__deliveries') }} as deliveries on places.delivery = deliveries.delivery
    inner join {{ ref('dim_uat') }} as uats on places.siruta = uats.siruta
    where places.table_name <> 'cities' and places.rows > 0
    group by deliveries.source, uats.county_code, uats.siruta
),

people as (
    select
        source,
        delivery,
        siruta,
        count(*) as in_evidence
    from {{ ref('record_as_told') }}
    where is_in_evidence and siruta is not null
    group by source, delivery, siruta
),

-- a rule that is asked of few is held against all people of the place
between_deliveries as (
    select
        speaking.period,
        failures.source,
        failures.rule,
        failures.siruta,
        greatest(failures.checked, coalesce(people.in_evidence, 0)) as checked,
        failures.failures
    from {{ ref('rule_failures') }} as failures
    inner join severities on failures.rule = severities.rule
    inner join {{ ref('speaking_delivery') }} as speaking
        on
            failures.source = speaking.source
            and failures.delivery = speaking.delivery
            and failures.county_code = coalesce(speaking.county_code, failures.county_code)
            and speaking.is_newest
    left join people
        on
            failures.source = people.source
            and failures.delivery = people.delivery
            and failures.siruta = people.siruta
    where
        severities.frame <> 'uat_source_quarter'
        and failures.siruta is not null
        and failures.failures > 0
),

-- what is of a whole county is of each of its UATs
counted as (
    select
        standing.period,
        standing.source,
        standing.rule,
        coalesce(standing.siruta, told_of.siruta) as siruta,
        not standing.is_of_rows as is_of_all,
        standing.checked,
        standing.failures
    from {{ ref('standing_failures') }} as standing
    left join told_of
        on
            standing.siruta is null
            and standing.source = told_of.source
            and coalesce(standing.county_code, told_of.county_code) = told_of.county_code
            and standing.period >= told_of.told_from
    where coalesce(standing.siruta, told_of.siruta) is not null

    union all

    select
        period,
        source,
        rule,
        siruta,
        false as is_of_all,
        checked,
        failures
    from between_deliveries

    union all

    select
        failures.period,
        failures.source,
        failures.rule,
        failures.siruta,
        true as is_of_all,
        failures.checked,
        failures.failures
    from {{ ref('rule_failures') }} as failures
    inner join severities on failures.rule = severities.rule
    where severities.frame = 'uat_source_quarter' and failures.failures > 0
),

failing as (
    select
        counted.period,
        counted.source,
        counted.rule,
        counted.siruta,
        counted.failures / cast(counted.checked as double) as share_failing,
        case
            when not severities.is_error then 1
            when counted.is_of_all and severities.frame is null then 1
            when counted.is_of_all then 2
            when counted.failures > {{ limits.verdict_error_share_max }} * counted.checked then 2
            else 1
        end as grade
    from counted
    inner join severities on counted.rule = severities.rule
    where
        counted.is_of_all
        or (
            counted.failures >= {{ limits.verdict_failures_min }}
            and counted.failures > {{ limits.verdict_warning_share_max }} * counted.checked
        )
),

not_received as (
    select
        rates.period,
        rates.source,
        told_of.siruta
    from {{ ref('reporting_rate') }} as rates
    inner join {{ ref('reporting_calendar') }} as calendar
        on rates.source = calendar.source and rates.geo_level = calendar.reports_per
    inner join told_of
        on
            rates.source = told_of.source
            and rates.geo_code = case rates.geo_level
                when 'uat' then told_of.siruta
                when 'county' then told_of.county_code
            end
    where
        rates.received < rates.expected
        and told_of.told_from < rates.period
        and (told_of.whole_until is null or told_of.whole_until < rates.period)
),

doubts as (
    select
        failing.period,
        failing.siruta,
        resting.indicator,
        failing.source,
        failing.rule as reason,
        rules.mended_by,
        failing.grade,
        failing.share_failing
    from failing
    inner join rules
        on
            failing.rule = rules.rule
            and failing.period >= coalesce(rules.valid_from, failing.period)
            and failing.period <= coalesce(rules.valid_to, failing.period)
    inner join resting
        on failing.source = resting.source and {{ begins_with_one_of('resting.indicator', 'rules.code_begins') }}

    union all

    select
        not_received.period,
        not_received.siruta,
        resting.indicator,
        not_received.source,
        'not-reported' as reason,
        'office' as mended_by,
        case resting.without_report when 'withheld' then 2 else 1 end as grade,
        1.0 as share_failing
    from not_received
    inner join resting on not_received.source = resting.source
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
