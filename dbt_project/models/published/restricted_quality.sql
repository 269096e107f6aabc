-- How often rules are broken in a county or UAT, small numbers too: a row is for the eyes of its own place. Where one
-- UAT alone has such rows, the county would see that council's small number, and sees none.
with came as (
    select
        *,
        false as is_hidden
    from (
        {{ rows_that_came() }}
    ) as every
    where geo_level <> 'country'
),

judged as (
    select
        failing.*,
        case
            when
                failing.geo_level = 'county' and failing.uats <= 1 and not failing.of_places
                and ({{ is_small('failing.failures') }} or {{ is_small('failing.checked') }})
                then 'suppressed'
            else 'published'
        end as status
    from (
        {{ failing_rows() }}
    ) as failing
    where failing.geo_level <> 'country'
)

{{ rates_shown() }}
