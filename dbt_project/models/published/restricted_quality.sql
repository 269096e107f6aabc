-- How often rules are broken in a county or UAT, small numbers too: a row is for the eyes of its own place. Where one
-- UAT alone has such rows, the county would see that council's small number, and sees none.
with came as (
    select *
    from (
        {{ rows_that_came() }}
    ) as rows_of_places
    where geo_level <> 'country'
),

judged as (
    select
        failing.*,
        case when not failing.of_uats then came.checked end as checked,
        case
            when
                failing.geo_level = 'county' and failing.uats <= 1 and not failing.of_places
                and ({{ is_small('failing.failures') }} or coalesce({{ is_small('came.checked') }}, false))
                then 'suppressed'
            else 'published'
        end as status
    from (
        {{ failing_rows() }}
    ) as failing
    left join came
        on
            failing.period = came.period
            and failing.geo_level = came.geo_level
            and failing.geo_code = came.geo_code
            and failing.source = came.source
    where failing.geo_level <> 'country'
)

{{ rates_shown(protect=false) }}
