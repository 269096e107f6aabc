-- Four quarters as one, as of the run's last quarter, for UATs too small for a single one. Flows are summed. Stocks are
-- averaged, for the quarters hold the same people: the interval rests on how many different ones there are.
{% set z = var('thresholds').interval_z %}
{% set stock = 'counted.unit_of_analysis in (' ~ stock_keys() | map('tojson') | join(', ') | replace('"', "'") ~ ')' %}

with quarters as (
    select period
    from {{ history('dim_quarter') }}
    qualify
        row_number() over (order by period desc) <= {{ var('thresholds').pooled_quarters }}
        and count(*) over () >= {{ var('thresholds').pooled_quarters }}
),

uats as (
    select siruta
    from {{ ref('person_quarter') }}
    where period = '{{ var("period") }}' and siruta is not null
    group by siruta
    having {{ count_where('assessed') }} < {{ var('thresholds').pooled_people_max }}
),

counted as (
    select
        counts.geo_code,
        counts.indicator,
        catalogue.measure,
        catalogue.unit_of_analysis,
        units.factor,
        sum(counts.numerator) as numerator,
        sum(counts.denominator) as denominator,
        sum(counts.squares) as squares
    from {{ history('indicator_count') }} as counts
    inner join quarters on counts.period = quarters.period
    inner join uats on counts.geo_code = uats.siruta
    inner join {{ ref('indicators') }} as catalogue on counts.indicator = catalogue.indicator
    inner join {{ ref('units') }} as units on catalogue.unit = units.unit
    where
        counts.geo_level = 'uat'
        and counts.breakdown = 'total'
        and catalogue.sensitivity <> 'institutional'
    group by counts.geo_code, counts.indicator, catalogue.measure, catalogue.unit_of_analysis, units.factor
),

{% set distinct_counts = [] %}
{% for unit, key in stock_keys().items() %}
{% set relation = history(unit ~ '_quarter') %}
{% set rows = indicators_of(unit) | selectattr('measure', 'equalto', 'share') | rejectattr('breakdown') | list %}
{% if rows %}
{% do distinct_counts.append(frame_distinct(relation, key, rows)) %}
{% endif %}
{% endfor %}
distinct_units as (
    {{ distinct_counts | join('\nunion all\n') }}
),

pooled as (
    select
        counted.geo_code,
        counted.indicator,
        counted.measure,
        {{ stock }} as is_stock,
        counted.numerator,
        counted.denominator,
        counted.squares,
        counted.factor,
        case when {{ stock }} then distinct_units.units else counted.denominator end as units,
        counted.factor * counted.numerator / nullif(counted.denominator, 0) as value
    from counted
    left join distinct_units
        on counted.geo_code = distinct_units.siruta and counted.indicator = distinct_units.indicator
    where counted.measure = 'share' or (counted.measure in ('rate', 'mean') and not ({{ stock }}))
)

select
    '{{ var("period") }}' as period,
    'uat' as geo_level,
    geo_code,
    indicator,
    case when is_stock then numerator / {{ var('thresholds').pooled_quarters }} else numerator end as numerator,
    case when is_stock then denominator / {{ var('thresholds').pooled_quarters }} else denominator end as denominator,
    cast(units as bigint) as units,
    value,
    case measure
        when 'share' then {{ wilson_low('value * units', 'units', z) }}
        when 'rate' then factor * {{ byar_low('numerator', z) }} / nullif(denominator, 0)
        else {{ mean_low('numerator', 'squares', 'denominator', z) }}
    end as ci_low,
    case measure
        when 'share' then {{ wilson_high('value * units', 'units', z) }}
        when 'rate' then factor * {{ byar_high('numerator', z) }} / nullif(denominator, 0)
        else {{ mean_high('numerator', 'squares', 'denominator', z) }}
    end as ci_high
from pooled
where value is not null
