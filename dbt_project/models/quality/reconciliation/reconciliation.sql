-- It warns and stops nothing: what a source prints of itself rests on its own filters, see docs/reconciliation.md.
{{ config(materialized='view') }}

with reported as (
    select reports.*
    from {{ ref('fct_source_report') }} as reports
    inner join {{ ref('dim_quarter') }} as quarters on reports.period = quarters.period
),

delivered as (
    select distinct
        source,
        county_code
    from {{ ref('delivery_in_force') }}
    where is_in_force and covers
),

held as (
    select
        reported.source,
        reported.period,
        reported.geo_level,
        reported.geo_code,
        reported.figure,
        reported.value as reported,
        coalesce(computed.computed, case when delivered.source is not null then 0 end) as computed,
        case
            when reported.source = 'amc' and delivered.source is not null then coalesce(computed.computed_entries, 0)
        end as computed_entries
    from reported
    left join {{ ref('source_report_figure') }} as computed
        on
            reported.source = computed.source
            and reported.period = computed.period
            and reported.geo_code = computed.geo_code
            and reported.figure = computed.figure
    left join delivered on reported.source = delivered.source and reported.county_code = delivered.county_code

    union all

    select
        computed.source,
        computed.period,
        computed.geo_level,
        computed.geo_code,
        computed.figure,
        cast(null as bigint) as reported,
        computed.computed,
        computed.computed_entries
    from {{ ref('source_report_figure') }} as computed
    left join reported
        on
            computed.source = reported.source
            and computed.period = reported.period
            and computed.geo_code = reported.geo_code
            and computed.figure = reported.figure
    where reported.source is null
)

select
    source,
    period,
    geo_level,
    geo_code,
    figure,
    computed,
    computed_entries,
    reported,
    reported - computed as difference,
    case
        when reported is null then 'not_reported'
        when computed is null then 'not_computed'
        when reported = computed then 'agrees'
        when reported between computed_entries and computed_entries + 1 then 'agrees_with_entries'
        else 'differs'
    end as status
from held
