{{ config(meta={"all_quarters_at_once": true}) }}

-- A UAT's cells that are in doubt, and all of counties and the country, with how many of their UATs are usable. A UAT
-- counts where it has a value; one whose number is withheld also where it has none now but had one in another quarter:
-- what does not come has no value. Of an indicator that is not computed for UATs, those count that have a
-- value of its unit of analysis. Places of which no UAT counts have people without a locality only, and are published.
{% set limits = var('thresholds') %}

with catalogue as (
    select
        indicator,
        unit_of_analysis,
        levels,
        {{ word_in("'uat'", 'levels') }} as is_of_uats,
        {{ word_in("'total'", 'breakdowns') }} as has_total
    from {{ ref('indicators') }}
),

withheld as (
    select *
    from {{ ref('uat_verdict') }}
    where verdict = 'withheld'
),

known as (
    select *
    from {{ ref('indicator_value') }}
    where period >= '{{ var("first_period") }}'

    union all

    select earlier.*
    from {{ history('indicator_value') }} as earlier
    semi join withheld on earlier.geo_code = withheld.siruta
    where earlier.period < '{{ var("first_period") }}'
),

-- an indicator without a total has several rows a place
valued as (
    select
        own.period,
        own.geo_code as siruta,
        own.indicator,
        catalogue.unit_of_analysis
    from known as own
    inner join catalogue on own.indicator = catalogue.indicator
    where own.geo_level = 'uat' and own.value is not null and own.breakdown = 'total'

    union all

    select distinct
        own.period,
        own.geo_code as siruta,
        own.indicator,
        catalogue.unit_of_analysis
    from known as own
    inner join catalogue on own.indicator = catalogue.indicator
    where own.geo_level = 'uat' and own.value is not null and not catalogue.has_total
),

counting as (
    select
        period,
        siruta,
        indicator
    from valued

    union all

    select distinct
        valued.period,
        valued.siruta,
        catalogue.indicator
    from valued
    inner join catalogue on valued.unit_of_analysis = catalogue.unit_of_analysis
    where not catalogue.is_of_uats
),

ever as (
    select distinct
        counting.siruta,
        counting.indicator
    from counting
    semi join withheld on counting.siruta = withheld.siruta and counting.indicator = withheld.indicator
),

judged as (
    select
        counting.period,
        places.county_code,
        counting.siruta,
        counting.indicator,
        coalesce(doubts.verdict, 'published') as verdict,
        doubts.reason,
        doubts.source,
        doubts.mended_by
    from counting
    inner join {{ ref('dim_quarter') }} as quarters on counting.period = quarters.period
    inner join {{ ref('dim_uat') }} as places on counting.siruta = places.siruta
    left join {{ ref('uat_verdict') }} as doubts
        on
            counting.period = doubts.period
            and counting.siruta = doubts.siruta
            and counting.indicator = doubts.indicator

    union all

    select
        doubts.period,
        doubts.county_code,
        doubts.siruta,
        doubts.indicator,
        doubts.verdict,
        doubts.reason,
        doubts.source,
        doubts.mended_by
    from withheld as doubts
    inner join ever on doubts.siruta = ever.siruta and doubts.indicator = ever.indicator
    anti join counting as present
        on
            doubts.period = present.period
            and doubts.siruta = present.siruta
            and doubts.indicator = present.indicator
),

summed as (
    select
        period,
        case when grouping(county_code) = 1 then 'country' else 'county' end as geo_level,
        case when grouping(county_code) = 1 then 'RO' else county_code end as geo_code,
        indicator,
        count(*) as uats,
        {{ count_where("verdict <> 'withheld'") }} as uats_usable,
        {{ count_where("verdict = 'published'") }} as uats_clear
    from judged
    group by period, indicator, rollup(county_code)
),

-- what puts most of the UATs in doubt
reasons as (
    select
        period,
        case when grouping(county_code) = 1 then 'country' else 'county' end as geo_level,
        case when grouping(county_code) = 1 then 'RO' else county_code end as geo_code,
        indicator,
        verdict,
        reason,
        source,
        mended_by
    from judged
    where verdict <> 'published'
    group by period, indicator, verdict, reason, source, mended_by, rollup(county_code)
    qualify row_number() over (
        partition by period, indicator, verdict, grouping(county_code), county_code
        order by count(*) desc, reason asc, source asc
    ) = 1
),

cells as (
    select
        quarters.period,
        places.geo_level,
        places.geo_code,
        catalogue.indicator
    from {{ ref('place') }} as places
    cross join {{ ref('dim_quarter') }} as quarters
    cross join catalogue
    where places.geo_level <> 'uat' and {{ word_in('places.geo_level', 'catalogue.levels') }}
),

graded as (
    select
        cells.period,
        cells.geo_level,
        cells.geo_code,
        cells.indicator,
        coalesce(summed.uats, 0) as uats,
        coalesce(summed.uats_usable, 0) as uats_usable,
        coalesce(summed.uats_usable < {{ limits.usable_uats_share_good }} * summed.uats, false) as are_few,
        case
            when summed.uats_usable < {{ limits.usable_uats_share_min }} * summed.uats then 2
            when summed.uats_usable < {{ limits.usable_uats_share_good }} * summed.uats then 1
            when summed.uats_clear < {{ limits.clear_uats_share_min }} * summed.uats then 1
            else 0
        end as grade
    from cells
    left join summed
        on
            cells.period = summed.period
            and cells.geo_level = summed.geo_level
            and cells.geo_code = summed.geo_code
            and cells.indicator = summed.indicator
)

select
    judged.period,
    'uat' as geo_level,
    judged.siruta as geo_code,
    judged.indicator,
    judged.verdict,
    judged.reason,
    judged.source,
    judged.mended_by,
    cast(null as bigint) as uats,
    cast(null as bigint) as uats_usable
from judged
inner join catalogue on judged.indicator = catalogue.indicator
where judged.verdict <> 'published' and catalogue.is_of_uats

union all

select
    graded.period,
    graded.geo_level,
    graded.geo_code,
    graded.indicator,
    {{ verdict_of('graded.grade') }} as verdict,
    case when graded.are_few then 'few-uats' else reasons.reason end as reason,
    reasons.source,
    reasons.mended_by,
    graded.uats,
    graded.uats_usable
from graded
left join reasons
    on
        graded.grade > 0
        and graded.period = reasons.period
        and graded.geo_level = reasons.geo_level
        and graded.geo_code = reasons.geo_code
        and graded.indicator = reasons.indicator
        and reasons.verdict = case when graded.are_few then 'withheld' else 'warning' end
