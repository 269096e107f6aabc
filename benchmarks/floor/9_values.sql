-- The sums of the frames at all levels, what is no sum, and the table that is published.
{# Counted by `case`, not by `filter`: with each filter DuckDB cuts all columns that are aggregated. #}
{% macro sums(rows) %}
{% for row in rows %}
{% set n, d = row.numerator, row.denominator %}
{% if row.measure == 'share' %}
count(case when ({{ d }}) and ({{ n }}) then 1 end) as {{ row.column }}_n,
count(case when {{ d }} then 1 end) as {{ row.column }}_d
{% elif row.measure == 'mean' %}
sum(cast({{ n }} as double)) filter (where {{ d }}) as {{ row.column }}_n,
count({{ n }}) filter (where {{ d }}) as {{ row.column }}_d,
sum(cast({{ n }} as double) * ({{ n }})) filter (where {{ d }}) as {{ row.column }}_s
{% elif row.measure == 'count' %}
sum(cast({{ n }} as double)) as {{ row.column }}_n
{% else %}
sum(cast({{ n }} as double)) as {{ row.column }}_n,
sum(cast({{ d }} as double)) as {{ row.column }}_d
{% endif %}
{{ "," if not loop.last }}
{% endfor %}
{% endmacro %}
{% macro parts(row) %}{{ {'mean': 'n d s', 'count': 'n'}.get(row.measure, 'n d') }}{% endmacro %}
{% macro sums_of_sums(rows) %}
{% for row in rows %}{% set last = loop.last %}{% for part in parts(row).split() %}sum({{ row.column }}_{{ part }}) as {{ row.column }}_{{ part }}{{ "," if not (last and loop.last) }}
{% endfor %}{% endfor %}
{% endmacro %}
{# A frame's row a number and place: `number` is the catalogue row, the sums are as yet of any size. #}
{% macro long(rows) %}
unnest([{% for row in rows %}{{ row.number }}{{ ", " if not loop.last }}{% endfor %}]) as number,
unnest([{% for row in rows %}cast({{ row.column }}_n as double){{ ", " if not loop.last }}{% endfor %}]) as numerator,
unnest([{% for row in rows %}{{ 'cast(' ~ row.column ~ '_d as double)' if row.measure != 'count' else 'cast(null as double)' }}{{ ", " if not loop.last }}{% endfor %}]) as denominator,
unnest([{% for row in rows %}{{ row.column ~ '_s' if row.measure == 'mean' else 'cast(null as double)' }}{{ ", " if not loop.last }}{% endfor %}]) as squares
{% endmacro %}

-- the smallest cells: a unit is counted once, however many sums hold it
{% for unit, columns in frames.items() %}
{% set split = units[unit].split %}
create temp table {{ unit }}_cell as
select
    q,
    county_code,
    siruta,
    {% for column in columns.values() %}cast({{ column }} as varchar) as {{ column }},
    {% endfor %}
    {{ sums(split) }}
from {{ unit }}_quarter
group by q, county_code, siruta{% for column in columns.values() %}, {{ column }}{% endfor %};
{% endfor %}

-- what has a number a code is not split
{% for unit in ['person', 'household'] %}
create temp table {{ unit }}_code_cell as
select
    q,
    county_code,
    siruta,
    {{ sums(units[unit].codes) }}
from (
    select
        people.q,
        people.county_code,
        people.siruta,
        {{ flags('people') }}
    from {{ 'person_quarter_state' if unit == 'person' else 'household_quarter' }} as people
) as people
group by q, county_code, siruta;
{% endfor %}

create temp table place as
select
    geo_level(grouping(county_code), grouping(siruta)) as geo_level,
    case when grouping(county_code) = 1 then 'RO' when grouping(siruta) = 1 then county_code else siruta end as geo_code,
    county_code
from (
    {% for unit in frames %}
    select county_code, siruta from {{ unit }}_cell
    {{ "union" if not loop.last }}
    {% endfor %}
)
group by rollup(county_code, siruta)
having geo_code is not null;

{% for unit, columns in frames.items() %}
create temp table {{ unit }}_sum as
select
    coalesce(summed.q, grid.q) as q,
    coalesce(summed.geo_level, grid.geo_level) as geo_level,
    coalesce(summed.geo_code, grid.geo_code) as geo_code,
    coalesce(summed.breakdown, grid.breakdown) as breakdown,
    coalesce(summed.category, grid.category) as category,
    summed.* exclude (q, geo_level, geo_code, breakdown, category)
from (
    select
        q,
        geo_level(grouping(county_code), grouping(siruta)) as geo_level,
        case when grouping(county_code) = 1 then 'RO' when grouping(siruta) = 1 then county_code else siruta end as geo_code,
        {% for breakdown, column in columns.items() %}case when grouping({{ column }}) = 0 then '{{ breakdown }}' else {% endfor %}'total'{{ " end" * columns | length }} as breakdown,
        {% for column in columns.values() %}case when grouping({{ column }}) = 0 then coalesce({{ column }}, 'unknown') else {% endfor %}'all'{{ " end" * columns | length }} as category,
        {{ sums_of_sums(units[unit].split) }}
    from {{ unit }}_cell
    group by q, rollup(county_code, siruta), grouping sets ((){% for column in columns.values() %}, ({{ column }}){% endfor %})
    having geo_code is not null and category <> 'unknown'
) as summed
full join (
    select quarter.q, place.geo_level, place.geo_code, categories.breakdown, categories.category
    from place
    cross join quarter
    cross join breakdowns as categories
    where categories.breakdown in ('total'{% for breakdown in columns %}, '{{ breakdown }}'{% endfor %})
) as grid
    on
        summed.q = grid.q
        and summed.geo_level = grid.geo_level
        and summed.geo_code = grid.geo_code
        and summed.breakdown = grid.breakdown
        and summed.category = grid.category;
{% endfor %}

{% for unit in ['person', 'household'] %}
create temp table {{ unit }}_code_sum as
select
    q,
    geo_level(grouping(county_code), grouping(siruta)) as geo_level,
    case when grouping(county_code) = 1 then 'RO' when grouping(siruta) = 1 then county_code else siruta end as geo_code,
    {{ sums_of_sums(units[unit].codes) }}
from {{ unit }}_code_cell
group by q, rollup(county_code, siruta)
having geo_code is not null;
{% endfor %}

-- the community risk index: components from 0, the place with the least of the quarter, to 1, the one with the most
create temp table risk_component as
with withheld as (
    select
        q,
        siruta,
        bool_or(indicator = 'CRI-00') as is_withheld
        {% for i in range(1, 7) %}, bool_or(indicator = 'CRI-0{{ i }}') as withheld_{{ i }}{% endfor %}
    from uat_verdict
    where grade = 2 and indicator like 'CRI-%'
    group by q, siruta
),

counted as (
    select
        q,
        county_code,
        siruta,
        case kind
            when 'commune' then {{ limits.locality_risk_commune }}
            when 'town' then {{ limits.locality_risk_town }}
            when 'municipality' then {{ limits.locality_risk_municipality }}
        end as points,
        children as n_2,
        population as d_2,
        people_poor as n_3,
        case when people_income_assessed >= {{ limits.risk_index_people_min }} then people_income_assessed end as d_3,
        minimum_income_people as n_4,
        population as d_4,
        unemployed as n_5,
        people_15_64 as d_5,
        pupils_dropped_out as n_6,
        pupils as d_6
    from uat_quarter
    where siruta is not null
),

usable as (
    select
        shares.*,
        coalesce(withheld.is_withheld, false) as is_withheld
        {% for i in range(1, 7) %}, case when not coalesce(withheld.withheld_{{ i }}, false) then shares.x_{{ i }} end as usable_{{ i }}{% endfor %}
    from (
        select
            *,
            cast(points as double) as x_1
            {% for i in range(2, 7) %}
            , case
                when not {{ gives_away('n_%d' % i, 'd_%d' % i, "'share'", "'ordinary'") }}
                    then cast(n_{{ i }} as double) / nullif(d_{{ i }}, 0)
            end as x_{{ i }}
            {% endfor %}
        from counted
    ) as shares
    left join withheld on shares.q = withheld.q and shares.siruta = withheld.siruta
)

select
    *
    {% for i in range(1, 7) %}
    , case
        when max(usable_{{ i }}) over of_quarter > min(usable_{{ i }}) over of_quarter
            then (x_{{ i }} - min(usable_{{ i }}) over of_quarter)
            / (max(usable_{{ i }}) over of_quarter - min(usable_{{ i }}) over of_quarter)
        when x_{{ i }} is not null then 0
    end as component_{{ i }}
    {% endfor %}
from usable
window of_quarter as (partition by q);

create temp table risk as
with weight as (
    select {% for i in range(1, 7) %}coalesce(sum(case when indicator = 'CRI-0{{ i }}' then weight end), 0) as w_{{ i }}{{ ", " if not loop.last }}{% endfor %}
    from risk_index_weights
),

weighting as (
    select 'base' as weighting, * from weight
    {% for i in range(1, 7) %}{% for times in (0, 2) %}
    union all
    select
        'CRI-0{{ i }} times {{ times }}',
        {% for j in range(1, 7) %}w_{{ j }}{{ ' * %d' % times if i == j }}{{ ", " if not loop.last }}{% endfor %}
    from weight
    where w_{{ i }} > 0
    {% endfor %}{% endfor %}
),

weighed as (
    select
        scaled.q,
        scaled.county_code,
        scaled.siruta,
        scaled.is_withheld,
        weighting.weighting,
        round(
            ({% for i in range(1, 7) %}case when w_{{ i }} > 0 then w_{{ i }} * component_{{ i }} else 0 end{{ " + " if not loop.last }}{% endfor %})
            / nullif({% for i in range(1, 7) %}w_{{ i }}{{ " + " if not loop.last }}{% endfor %}, 0),
            9
        ) as risk_index
    from risk_component as scaled
    cross join weighting
),

comparable as (
    select *
    from weighed
    qualify bool_or(weighting = 'base' and risk_index is not null) over (partition by q, siruta)
),

ranked as (
    select
        *,
        rank() over (partition by q, weighting order by risk_index desc) as place
    from comparable
    where risk_index is not null and not is_withheld
),

shifts as (
    select
        q,
        siruta,
        avg(case when weighting <> 'base' then abs(place - base_place) end) as rank_shift
    from (select *, max(case when weighting = 'base' then place end) over (partition by q, siruta) as base_place from ranked)
    group by q, siruta
)

select
    own.q,
    own.county_code,
    own.siruta,
    own.risk_index,
    shifts.rank_shift
from weighed as own
left join shifts on own.q = shifts.q and own.siruta = shifts.siruta
where own.weighting = 'base';

-- incomes: a household stands for its members, each with its income; poor is who has less than the country's threshold
create temp table income as
with incomes as (
    select
        conditions.q,
        places.geo_level,
        places.geo_code,
        conditions.equivalised_income,
        conditions.members,
        thresholds.computed as threshold,
        conditions.equivalised_income < thresholds.computed as is_poor
    from living_conditions as conditions
    inner join poverty_threshold as thresholds on conditions.q = thresholds.q
    inner join (
        select household, 'country' as geo_level, 'RO' as geo_code from spor_household
        union all
        select household, 'county', county_code from spor_household where county_code is not null
    ) as places on conditions.household = places.household
    where conditions.equivalised_income is not null
),

people as (
    select
        q,
        geo_level,
        geo_code,
        cast(sum(members) as bigint) as known,
        cast(coalesce(sum(members) filter (where is_poor), 0) as bigint) as poor,
        max(threshold) as threshold
    from incomes
    group by q, geo_level, geo_code
),

ranked as ({{ ranked('incomes', 'q, geo_level, geo_code') }}),

spread as (
    select
        q,
        geo_level,
        geo_code,
        any_value(median) as median,
        sum(weight * amount * (2 * cumulative - weight)) / nullif(sum(weight) * sum(weight * amount), 0) - 1 as gini,
        coalesce(sum(weight * amount) filter (where amount > fourth), 0)
        / nullif(sum(weight * amount) filter (where amount <= first), 0) as s80_s20
    from (
        select
            ranked.*,
            quantiles.median,
            quantiles.first,
            quantiles.fourth
        from ranked
        inner join (
            select
                q,
                geo_level,
                geo_code,
                {{ quantile(0.5) }} as median,
                {{ quantile(0.2) }} as first,
                {{ quantile(0.8) }} as fourth
            from ranked
            group by q, geo_level, geo_code
        ) as quantiles
            on
                ranked.q = quantiles.q
                and ranked.geo_level = quantiles.geo_level
                and ranked.geo_code = quantiles.geo_code
    )
    group by q, geo_level, geo_code
),

poor_median as (
    select
        q,
        geo_level,
        geo_code,
        {{ quantile(0.5) }} as median
    from ({{ ranked('(from incomes where is_poor)', 'q, geo_level, geo_code') }})
    group by q, geo_level, geo_code
)

select
    people.*,
    spread.median,
    spread.gini,
    spread.s80_s20,
    1 - poor_median.median / people.threshold as gap
from people
left join spread
    on people.q = spread.q and people.geo_level = spread.geo_level and people.geo_code = spread.geo_code
left join poor_median
    on people.q = poor_median.q and people.geo_level = poor_median.geo_level and people.geo_code = poor_median.geo_code;

-- shares as they would be if every county had the ages of the European Standard Population
create temp table standardised as
with cells as (
    select
        people.q,
        people.county_code,
        ages.stratum,
        {{ sums(standardised) }}
    from person_quarter as people
    inner join standard_population as ages
        on people.age >= ages.age_from and (ages.age_to is null or people.age <= ages.age_to)
    group by all
),

summed as (
    select
        q,
        stratum,
        case when grouping(county_code) = 1 then 'country' else 'county' end as geo_level,
        case when grouping(county_code) = 1 then 'RO' else county_code end as geo_code,
        {{ sums_of_sums(standardised) }}
    from cells
    group by q, stratum, rollup(county_code)
    having geo_code is not null
),

told as (
    {% for row in standardised %}
    select q, geo_level, geo_code, stratum, '{{ row.indicator }}' as indicator, {{ row.column }}_n as observed, {{ row.column }}_d as population
    from summed
    {{ "union all" if not loop.last }}
    {% endfor %}
),

filled as (
    select
        places.*,
        coalesce(cast(told.observed as double), 0) as observed,
        coalesce(cast(told.population as double), 0) as population,
        cast(strata.weight as double) as weight
    from (select distinct q, geo_level, geo_code, indicator from told) as places
    cross join (select stratum, sum(weight) as weight from standard_population group by stratum) as strata
    left join told
        on
            places.q = told.q
            and places.geo_code = told.geo_code
            and places.indicator = told.indicator
            and strata.stratum = told.stratum
    where strata.weight > 0
),

rates as (
    select
        q,
        geo_level,
        geo_code,
        indicator,
        sum(observed) as observed,
        sum(population) as population,
        case when min(population) > 0 then sum(weight * observed / nullif(population, 0)) / sum(weight) end as value,
        case when min(population) > 0 then sum(observed * power(weight / nullif(population, 0), 2)) / power(sum(weight), 2) end
            as variance
    from filled
    group by q, geo_level, geo_code, indicator
)

select
    *,
    value + sqrt(variance / nullif(observed, 0)) * ({{ byar_low('observed', limits.interval_z) }} - observed) as ci_low,
    least(1.0, value + sqrt(variance / nullif(observed, 0)) * ({{ byar_high('observed', limits.interval_z) }} - observed)) as ci_high
from rates;

-- Courses as a quarter's end sees them, in whole months. What ended a course in a month that was not seen to its end does
-- not count. All that began in one month and after its first day complete their months on the same quarters' ends.
create temp table survival_month as
with courses as (
    select
        course.name as course,
        people.county_code,
        people.siruta,
        bits.dimension,
        case course.name when 'resolution' then needs.found_on else needs.resolved_on end as began_on,
        coalesce(case course.name when 'resolution' then needs.resolved_on else needs.relapsed_on end, needs.removed_on)
            as ended_on,
        case
            when case course.name when 'resolution' then needs.resolved_on else needs.relapsed_on end is not null then 'event'
            when needs.removed_reason in ('deceased', 'departed') then 'competing'
            when needs.removed_reason is not null then 'lost'
        end as outcome
    from need_spell as needs
    inner join vulnerability_bit as bits on needs.number = bits.number
    inner join person as people on needs.person = people.person
    inner join (values ('resolution'), ('relapse')) as course (name)
        on course.name = 'resolution' or needs.resolved_on is not null

    union all

    select 'household', county_code, siruta, null, began_on, ended_on, outcome
    from household_course
),

alike as (
    select
        course,
        county_code,
        siruta,
        dimension,
        outcome,
        case when day(began_on) = 1 then began_on else cast(date_trunc('month', began_on) as date) + 1 end as began_about,
        date_sub('month', began_on, ended_on) as months,
        count(*) as courses
    from courses
    group by all
),

followed as (
    select
        quarter.q,
        alike.*,
        least(
            date_sub('month', alike.began_about, quarter.last_day + 1), {{ limits.survival_months_max | int }}
        ) as months_followed
    from alike
    inner join quarter
        on
            alike.began_about <= quarter.last_day
            and alike.began_about
            >= cast(quarter.last_day + 1 + to_months({{ -limits.survival_window_months | int }}) as date)
),

seen as (
    select
        q,
        county_code,
        siruta,
        course,
        dimension,
        case
            when outcome is null or months >= months_followed then months_followed
            when outcome = 'lost' then months
            else months + 1
        end as month_number,
        case when outcome <> 'lost' and months < months_followed then outcome else 'censored' end as how,
        sum(courses) as courses
    from followed
    group by all
),

summed as (
    select
        q,
        geo_level(grouping(county_code), grouping(siruta)) as geo_level,
        case when grouping(county_code) = 1 then 'RO' when grouping(siruta) = 1 then county_code else siruta end as geo_code,
        course,
        case when grouping(dimension) = 0 then 'dimension' else 'total' end as breakdown,
        case when grouping(dimension) = 0 then dimension else 'all' end as category,
        month_number,
        coalesce(sum(courses) filter (where how = 'event'), 0) as events,
        coalesce(sum(courses) filter (where how = 'competing'), 0) as competing,
        coalesce(sum(courses) filter (where how = 'censored'), 0) as censored
    from seen
    where month_number > 0
    group by q, course, month_number, rollup(county_code, siruta), grouping sets ((), (dimension))
    having geo_code is not null and category is not null
)

select
    dense_rank() over (order by q, geo_level, geo_code, course, breakdown, category) as series,
    summed.*
from summed
semi join place on summed.geo_level = place.geo_level and summed.geo_code = place.geo_code;

{% set keys = 'series' %}
{% macro running(expression) %}sum({{ expression }}) over until_now{% endmacro %}
create temp table survival as
with ordered as (
    select
        *,
        sum(ended + left_at) over (partition by {{ keys }}, estimator order by month_number desc rows unbounded preceding) as at_risk
    from (
        select
            {{ keys }},
            course,
            month_number,
            estimators.estimator,
            cast(events as double) as happened,
            cast(case estimators.estimator when 'aalen_johansen' then events + competing else events end as double) as ended,
            cast(case estimators.estimator when 'aalen_johansen' then censored else competing + censored end as double) as left_at
        from survival_month
        cross join (values ('aalen_johansen'), ('kaplan_meier')) as estimators (estimator)
    )
),

steps as (
    select
        *,
        case when ended = at_risk then 0.0 else exp(coalesce({{ running('log_step') }}, 0)) end as survival,
        {{ running('hazard') }} as hazard_variance
    from (
        select
            *,
            case when ended < at_risk then ln(1 - ended / at_risk) end as log_step,
            case when ended < at_risk then ended / (at_risk * (at_risk - ended)) else 0.0 end as hazard
        from ordered
        where at_risk > 0
    )
    window until_now as (partition by {{ keys }}, estimator order by month_number rows unbounded preceding)
),

incidences as (
    select
        *,
        {{ running('before * happened / at_risk') }} as incidence
    from (
        select
            *,
            coalesce(lag(survival) over (partition by {{ keys }}, estimator order by month_number), 1.0) as before
        from steps
    )
    window until_now as (partition by {{ keys }}, estimator order by month_number rows unbounded preceding)
),

estimated as (
    select
        *,
        sqrt(greatest(0.0,
            power(incidence, 2) * hazard_variance
            - 2 * incidence * {{ running('hazard * incidence') }}
            + {{ running('hazard * power(incidence, 2)') }}
            + {{ running('power(before, 2) * happened * (at_risk - happened) / power(at_risk, 3)') }}
            - 2 * incidence * {{ running('before * happened / power(at_risk, 2)') }}
            + 2 * {{ running('incidence * before * happened / power(at_risk, 2)') }}
        )) as std_error
    from incidences
    window until_now as (partition by {{ keys }}, estimator order by month_number rows unbounded preceding)
),

estimates as (
    select
        {{ keys }},
        course,
        estimator,
        month_number,
        case estimator when 'aalen_johansen' then incidence else 1 - survival end as value,
        case
            when estimator = 'aalen_johansen'
                then case when std_error > 0 and incidence < 1 then power(incidence, exp(-{{ limits.interval_z }} * std_error / (incidence * ln(incidence)))) end
            when survival > 0 and survival < 1 then 1 - power(survival, exp({{ limits.interval_z }} * sqrt(hazard_variance) / ln(survival)))
        end as ci_low,
        case
            when estimator = 'aalen_johansen'
                then case when std_error > 0 and incidence < 1 then power(incidence, exp({{ limits.interval_z }} * std_error / (incidence * ln(incidence)))) end
            when survival > 0 and survival < 1 then 1 - power(survival, exp(-{{ limits.interval_z }} * sqrt(hazard_variance) / ln(survival)))
        end as ci_high
    from estimated
),

at_horizon as (
    select
        estimates.series,
        estimates.value,
        estimates.ci_low,
        estimates.ci_high,
        horizons.indicator
    from estimates
    inner join survival_indicators as horizons
        on
            estimates.course = horizons.course
            and estimates.estimator = horizons.estimator
            and estimates.month_number <= horizons.months
    qualify row_number() over (
        partition by estimates.series, horizons.indicator
        order by estimates.month_number desc
    ) = 1
),

counted as (
    select
        {{ keys }},
        q,
        geo_level,
        geo_code,
        breakdown,
        category,
        indicator,
        months,
        max(month_number) as longest,
        cast(sum(events + competing + censored) as bigint) as denominator,
        cast(coalesce(sum(events) filter (where month_number <= months), 0) as bigint) as numerator,
        cast(sum(case
            when month_number >= months then events + competing + censored
            when estimator = 'aalen_johansen' then events + competing
            else events
        end) as bigint) as known
    from survival_month
    inner join survival_indicators as horizons using (course)
    group by {{ keys }}, q, geo_level, geo_code, breakdown, category, indicator, months
)

select
    counted.q,
    counted.geo_level,
    counted.geo_code,
    counted.indicator,
    counted.breakdown,
    counted.category,
    counted.numerator,
    counted.denominator,
    coalesce(at_horizon.value, 0) as value,
    coalesce(at_horizon.ci_low, {{ wilson_bound('counted.numerator', 'counted.known', limits.interval_z, '-') }}) as ci_low,
    coalesce(at_horizon.ci_high, {{ wilson_bound('counted.numerator', 'counted.known', limits.interval_z, '+') }}) as ci_high
from counted
left join at_horizon using ({{ keys }}, indicator)
where counted.longest >= counted.months or counted.known = counted.denominator;

-- All values. What is summed comes from the frames; in a full count of institutions there is nothing to be uncertain
-- about. A rate that is a share has Wilson's interval while it is one.
create temp view summed as
{% for unit, columns in frames.items() %}
{% for breakdown in ['total'] + columns.keys() | list %}
{% set rows = units[unit].split | selectattr('breakdowns', 'contains', breakdown) | list %}
{% if rows %}
select q, geo_level, geo_code, breakdown, category, {{ long(rows) }}
from {{ unit }}_sum
where breakdown = '{{ breakdown }}'
union all
{% endif %}
{% endfor %}
{% endfor %}
select long.q, long.geo_level, long.geo_code, codes.breakdown, codes.category, long.number, long.numerator, long.denominator, long.squares
from (
    {% for unit in ['person', 'household'] %}
    select q, geo_level, geo_code, {{ long(units[unit].codes) }}
    from {{ unit }}_code_sum
    {{ "union all" if not loop.last }}
    {% endfor %}
) as long
inner join summed_code as codes on long.number = codes.number
where long.denominator > 0;

create temp view value as
with rounded as (
    select
        summed.q,
        summed.geo_level,
        summed.geo_code,
        summed.breakdown,
        summed.category,
        catalogue.*,
        coalesce({{ steady('summed.numerator') }}, 0) as n,
        coalesce({{ steady('summed.denominator') }}, 0) as d,
        {{ steady('summed.squares') }} as squares
    from summed
    inner join summed_catalogue as catalogue on summed.number = catalogue.number
    where ' ' || catalogue.levels || ' ' like '% ' || summed.geo_level || ' %'
)

select
    q,
    geo_level,
    geo_code,
    indicator,
    breakdown,
    category,
    case when measure in ('share', 'rate', 'count') then cast(n as bigint) end as numerator,
    case when measure in ('share', 'rate', 'mean') then cast(d as bigint) end as denominator,
    case when measure = 'count' then nullif(n, 0) else factor * n / nullif(d, 0) end as value,
    {% for side in ['low', 'high'] %}
    {% set sign = '-' if side == 'low' else '+' %}
    {% set byar = byar_low if side == 'low' else byar_high %}
    case
        when measure = 'rate' and unit = 'share' then {{ wilson_bound('(case when n <= d then n end)', 'd', limits.interval_z, sign) }}
        when measure = 'rate' then factor * {{ byar('n', limits.interval_z) }} / nullif(d, 0)
        when measure = 'mean'
            then case
                when d >= 2 and squares is not null
                    then cast(n as double) / d {{ sign }} {{ limits.interval_z }}
                    * sqrt(greatest(0.0, squares - cast(n as double) * n / d) / ((d - 1.0) * d))
            end
        when sensitivity = 'institutional' then null
        when measure = 'share' then {{ wilson_bound('n', 'd', limits.interval_z, sign) }}
        when measure = 'count' then {{ byar('nullif(n, 0)', limits.interval_z) }}
    end as ci_{{ side }}{{ "," if not loop.last }}
    {% endfor %}
from rounded;

create temp table calculated as
with told as (
    {% for i in range(1, 7) %}
    select q, 'uat' as geo_level, siruta as geo_code, 'CRI-0{{ i }}' as indicator, 'total' as breakdown, 'all' as category,
        {{ 'cast(null as bigint), cast(null as bigint)' if i == 1 else 'n_%d, d_%d' % (i, i) }}, cast(component_{{ i }} as double), cast(null as double), cast(null as double)
    from risk_component
    where component_{{ i }} is not null
    union all
    {% endfor %}
    select q, 'uat', siruta, 'CRI-00', 'total', 'all', null, null, risk_index, null, null
    from risk
    where risk_index is not null
    union all
    select
        q,
        geo_level(grouping(county_code), grouping(siruta)) as level,
        case when grouping(county_code) = 1 then 'RO' when grouping(siruta) = 1 then county_code else siruta end as code,
        'CRI-07', 'total', 'all', null, null, avg(rank_shift), null, null
    from risk
    group by q, rollup(county_code, siruta)
    having avg(rank_shift) is not null
    {% for indicator, name in {'LIV-11': 'median', 'LIV-12': 'threshold', 'LIV-13': 'gini', 'LIV-14': 's80_s20', 'LIV-15': 'gap'}.items() %}
    union all
    select q, geo_level, geo_code, '{{ indicator }}', 'total', 'all', {{ 'poor' if name == 'gap' else 'null' }}, known, cast({{ name }} as double), null, null
    from income
    {{ "where geo_level = 'country'" if name == 'threshold' }}
    {% endfor %}
    union all
    select q, geo_level, geo_code, indicator, 'total', 'all', cast(observed as bigint), cast(population as bigint), value, ci_low, ci_high
    from standardised
    union all
    select q, geo_level, geo_code, indicator, breakdown, category, numerator, denominator, value, ci_low, ci_high
    from survival
),

rounded as (
    select
        columns(* exclude (value, ci_low, ci_high)),
        {{ steady('value') }} as value,
        {{ steady('ci_low') }} as ci_low,
        {{ steady('ci_high') }} as ci_high
    from told as told (q, geo_level, geo_code, indicator, breakdown, category, numerator, denominator, value, ci_low, ci_high)
),

grid as (
    select
        quarter.q,
        place.geo_level,
        place.geo_code,
        catalogue.indicator,
        categories.breakdown,
        categories.category
    from place
    cross join quarter
    cross join indicators as catalogue
    cross join breakdowns as categories
    where
        catalogue.measure not in ('share', 'rate', 'mean', 'ratio', 'count')
        and ' ' || catalogue.levels || ' ' like '% ' || place.geo_level || ' %'
        and ' ' || catalogue.breakdowns || ' ' like '% ' || categories.breakdown || ' %'
)

select *
from rounded
where exists (
    select 1 from indicators as catalogue
    where
        rounded.indicator = catalogue.indicator
        and ' ' || catalogue.levels || ' ' like '% ' || rounded.geo_level || ' %'
        and ' ' || catalogue.breakdowns || ' ' like '% ' || rounded.breakdown || ' %'
)

union all by name

select grid.*
from grid
anti join rounded using (q, geo_level, geo_code, indicator, breakdown, category);

create temp view every_value as
select * from value
union all by name
select * from calculated;

create temp table country as
select q, indicator, breakdown, category, value, numerator, denominator
from every_value
where geo_level = 'country';

-- How many UATs of a county or of the country are usable. A UAT counts where it has a value; one that is withheld also
-- where it had one in another quarter; of an indicator that is not computed for UATs, one with a value of its unit.
create temp table verdict as
with catalogue as (
    select
        indicator,
        unit_of_analysis,
        levels,
        ' ' || levels || ' ' like '% uat %' as is_of_uats,
        ' ' || breakdowns || ' ' like '% total %' as has_total
    from indicators
),

valued as (
    select distinct
        own.q,
        own.geo_code as siruta,
        own.indicator,
        catalogue.unit_of_analysis
    from every_value as own
    inner join catalogue on own.indicator = catalogue.indicator
    where
        own.geo_level = 'uat'
        and own.value is not null
        and (own.breakdown = 'total' or not catalogue.has_total)
),

counting as (
    select q, siruta, indicator
    from valued

    union all

    select distinct valued.q, valued.siruta, catalogue.indicator
    from valued
    inner join catalogue on valued.unit_of_analysis = catalogue.unit_of_analysis
    where not catalogue.is_of_uats
),

ever as (
    select distinct counting.siruta, counting.indicator
    from counting
    semi join (from uat_verdict where grade = 2) as withheld
        on counting.siruta = withheld.siruta and counting.indicator = withheld.indicator
),

judged as (
    select
        counting.q,
        places.county_code,
        counting.siruta,
        counting.indicator,
        coalesce(doubts.grade, 0) as grade
    from counting
    inner join uats as places on counting.siruta = places.siruta
    left join uat_verdict as doubts
        on counting.q = doubts.q and counting.siruta = doubts.siruta and counting.indicator = doubts.indicator

    union all

    select doubts.q, doubts.county_code, doubts.siruta, doubts.indicator, doubts.grade
    from uat_verdict as doubts
    inner join ever on doubts.siruta = ever.siruta and doubts.indicator = ever.indicator
    anti join counting as present
        on doubts.q = present.q and doubts.siruta = present.siruta and doubts.indicator = present.indicator
    where doubts.grade = 2
)

select
    judged.q,
    'uat' as geo_level,
    judged.siruta as geo_code,
    judged.indicator,
    judged.grade
from judged
inner join catalogue on judged.indicator = catalogue.indicator
where judged.grade > 0 and catalogue.is_of_uats

union all

select
    q,
    case when grouping(county_code) = 1 then 'country' else 'county' end as geo_level,
    case when grouping(county_code) = 1 then 'RO' else county_code end as geo_code,
    indicator,
    case
        when count(*) filter (where grade < 2) < {{ limits.usable_uats_share_min }} * count(*) then 2
        when count(*) filter (where grade < 2) < {{ limits.usable_uats_share_good }} * count(*) then 1
        when count(*) filter (where grade = 0) < {{ limits.clear_uats_share_min }} * count(*) then 1
        else 0
    end as grade
from judged
group by q, indicator, rollup(county_code);

create schema published;

-- what gives somebody away is hidden before quality is asked
create table published.indicators as
with judged as (
    select
        own.*,
        catalogue.measure,
        catalogue.polarity,
        case
            when own.value is null then 'no_data'
            when {{ gives_away('own.numerator', 'own.denominator', 'catalogue.unit', 'catalogue.sensitivity') }} then 'suppressed'
            else case verdict.grade when 2 then 'withheld' when 1 then 'warning' else 'published' end
        end as status
    from every_value as own
    inner join indicators as catalogue on own.indicator = catalogue.indicator
    left join verdict
        on
            own.q = verdict.q
            and own.geo_level = verdict.geo_level
            and own.geo_code = verdict.geo_code
            and own.indicator = verdict.indicator
),

country_shown as (
    select
        country.*,
        country.value is not null
        and not {{ gives_away('country.numerator', 'country.denominator', 'catalogue.unit', 'catalogue.sensitivity') }}
        and coalesce(verdict.grade, 0) < 2 as is_shown
    from country
    inner join indicators as catalogue on country.indicator = catalogue.indicator
    left join verdict
        on country.q = verdict.q and verdict.geo_level = 'country' and country.indicator = verdict.indicator
),

compared as (
    select
        judged.*,
        judged.status in ('published', 'warning') as is_shown,
        case
            when coalesce(not country_shown.is_shown, true)
                or judged.geo_level = 'country'
                or judged.measure = 'count'
                or judged.ci_low is null
                then 'not_compared'
            when judged.ci_low <= country_shown.value and judged.ci_high >= country_shown.value then 'similar'
            when judged.polarity = 'none' then case when judged.ci_low > country_shown.value then 'higher' else 'lower' end
            when (judged.ci_low > country_shown.value) = (judged.polarity = 'higher_is_better') then 'better'
            else 'worse'
        end as benchmark
    from judged
    left join country_shown
        on
            judged.q = country_shown.q
            and judged.indicator = country_shown.indicator
            and judged.breakdown = country_shown.breakdown
            and judged.category = country_shown.category
)

select
    quarter.period,
    compared.geo_level,
    compared.geo_code,
    compared.indicator,
    compared.breakdown,
    compared.category,
    case when compared.is_shown then compared.numerator end as numerator,
    case when compared.is_shown then compared.denominator end as denominator,
    case when compared.is_shown then compared.value end as value,
    case when compared.is_shown then compared.ci_low end as ci_low,
    case when compared.is_shown then compared.ci_high end as ci_high,
    case when compared.is_shown then coalesce(compared.benchmark, 'not_compared') else 'not_compared' end as benchmark,
    compared.status
from compared
inner join quarter on compared.q = quarter.q;
