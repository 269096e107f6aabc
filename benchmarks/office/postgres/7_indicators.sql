-- The indicators: flags of each person, sums by cell, sums of these sums, shares with an interval (Wilson). The
-- expressions of the catalogue are SQL: the statements that need all of them are put together from it.
create unlogged table dimension as
select distinct dimension
from vulnerabilities;

create unlogged table share as
select
    indicator,
    replace(lower(indicator), '-', '_') as name,
    numerator,
    denominator
from indicators
where unit_of_analysis = 'person' and measure = 'share' and each is null and indicator !~ '^(LIV|RES)';
analyze dimension, share;

select format(
    $$create unlogged table person_quarter as
    select
        people.*,
        age_band,
        dimensions <> '{}' as assessed,
        work_status is not null as employment_known,
        coalesce(work_status = 'no', false) as not_working,
        %s
    from person_state as people
    left join age_bands on age between age_from and age_to$$,
    (
        select string_agg(column_of_it, ', ')
        from (
            select format('%L = any(dimensions) as %I', dimension, lower(dimension) || '_assessed') as column_of_it
            from dimension
            union all
            select
                format(
                    'vulnerabilities && array [%s] as %I', string_agg(quote_literal(vulnerability), ', '),
                    lower(dimension)
                )
            from vulnerabilities
            group by dimension
            union all
            select format('%L = any(vulnerabilities) as %I', vulnerability, vulnerability)
            from vulnerabilities
            where exists (select from share where numerator || ' ' || denominator ~ ('\y' || vulnerability || '\y'))
        ) as listed
    )
) \gexec
analyze person_quarter;

select format(
    $$create unlogged table cell as
    select period, county_code, siruta, sex, age_band, area, %s
    from person_quarter
    group by period, county_code, siruta, sex, age_band, area$$,
    string_agg(
        format(
            'count(*) filter (where (%1$s) and (%2$s)) as %3$I, count(*) filter (where %1$s) as %4$I',
            denominator, numerator, name || '_n', name || '_d'
        ), ', '
    )
)
from share \gexec
analyze cell;

select format(
    $$create unlogged table place_sum as
    select
        period,
        case
            when grouping(county_code) = 1 then 'country' when grouping(siruta) = 1 then 'county' else 'uat'
        end as geo_level,
        case
            when grouping(county_code) = 1 then 'RO' when grouping(siruta) = 1 then county_code else siruta
        end as geo_code,
        case
            when grouping(sex) = 0 then 'sex' when grouping(age_band) = 0 then 'age' when grouping(area) = 0 then 'area'
            else 'total'
        end as breakdown,
        case
            when grouping(sex) = 0 then sex when grouping(age_band) = 0 then age_band when grouping(area) = 0 then area
            else 'all'
        end as category,
        %s
    from cell
    group by period, rollup (county_code, siruta), grouping sets ((), (sex), (age_band), (area))$$,
    string_agg(format('sum(%1$I)::bigint as %1$I, sum(%2$I)::bigint as %2$I', name || '_n', name || '_d'), ', ')
)
from share \gexec
create index on place_sum (period, geo_level, geo_code, breakdown, category);
analyze place_sum;

-- codes: a row each vulnerability that somebody of the place can have
create unlogged table code_sum as
with people as (
    select
        period,
        county_code,
        siruta,
        (county_code, siruta) as place,
        dimension,
        count(*) as people
    from person_state
    cross join unnest(dimensions) as dimension
    group by period, county_code, siruta, dimension
),

carried as (
    select
        period,
        (county_code, siruta) as place,
        vulnerability,
        count(*) as carriers
    from person_state
    cross join unnest(vulnerabilities) as vulnerability
    group by period, county_code, siruta, vulnerability
)

select
    period,
    case when grouping(county_code) = 1 then 'country' when grouping(siruta) = 1 then 'county' else 'uat' end
        as geo_level,
    case when grouping(county_code) = 1 then 'RO' when grouping(siruta) = 1 then county_code else siruta end
        as geo_code,
    vulnerability,
    coalesce(sum(carriers), 0)::bigint as numerator,
    sum(people)::bigint as denominator
from (
    select
        people.*,
        vulnerability,
        carriers
    from people
    inner join vulnerabilities using (dimension)
    left join carried using (period, place, vulnerability)
    where dimension <> 'EMP'
) as paired
group by period, rollup (county_code, siruta), vulnerability;

create unlogged table place as
select distinct
    geo_level,
    geo_code
from place_sum
where geo_code is not null;

select format(
    $$create view counted as
    select period, geo_level, geo_code, indicator, breakdown, category, numerator, denominator
    from (
        select *
        from quarter
        cross join place
        cross join breakdowns
        left join place_sum using (period, geo_level, geo_code, breakdown, category)
        where breakdown in ('total', 'sex', 'age', 'area')
    ) as wide
    cross join lateral (values %s) as shares (indicator, numerator, denominator)
    union all
    select period, geo_level, geo_code, 'PRV-01', 'vulnerability', vulnerability, numerator, denominator
    from code_sum
    where geo_code is not null$$,
    string_agg(
        format('(%L, coalesce(%I, 0), coalesce(%I, 0))', indicator, name || '_n', name || '_d'), ', '
    )
)
from share \gexec

create unlogged table indicator_value as
select
    period,
    geo_level,
    geo_code,
    indicator,
    breakdown,
    category,
    numerator,
    denominator,
    numerator::float / nullif(denominator, 0) as value,
    case when denominator > 0 then greatest(0, (numerator + z * z / 2 - spread) / (denominator + z * z)) end as ci_low,
    case when denominator > 0 then least(1, (numerator + z * z / 2 + spread) / (denominator + z * z)) end as ci_high
from counted
cross join (select value as z from thresholds where threshold = 'interval_z') as normal
cross join lateral (
    select z * sqrt(numerator * (denominator - numerator) / nullif(denominator, 0)::float + z * z / 4) as spread
) as bound;
