{# Weighted mean: keys, mean. Rows without a value or a weight do not count; null where none does. #}
{% macro weighted_mean(relation, by, value, weight) -%}
    select
        {{ keys_of(by) }}
        sum(_amount * _weight) / sum(_weight) as mean
    from ({{ weighted_values(relation, by, value, weight) }}) as amounts
    {{ grouped(by) }}
{%- endmacro %}

{# Weighted quantile as Eurostat and laeken define it (Alfons and Templ, J Stat Softw 54(15), 2013): the first value up
   to which at least the share `probability` of the weight lies, or the mean of it and the next where it is that share
   exactly. Without weights this is type 2 of Hyndman and Fan (Am Stat 50, 1996). Gives keys, quantile. `probability`: a
   number in [0, 1]. Rows without a value or a weight do not count. #}
{% macro weighted_quantile(relation, by, value, weight, probability) -%}
    select
        {{ keys_of(by) }}
        {{ quantile_value('_total', probability) }} as quantile
    from ({{ weight_up_to(relation, by, value, weight) }}) as ranked
    {{ grouped(by) }}
{%- endmacro %}

{# Of ranked values, the quantile, as an aggregate. `total`: the weight of which it is a share. The tolerance is for
   sums of fractions and for a probability that is none in binary: it is less than one person of a country. #}
{% macro quantile_value(total, probability) -%}
    {{ first_by(
        'case when _cumulative - ' ~ probability ~ ' * ' ~ total ~ ' <= 1e-10 * ' ~ total
        ~ ' then (_amount + coalesce(_next, _amount)) / 2 else _amount end',
        '_amount'
    ) }} filter (where _cumulative - {{ probability }} * {{ total }} >= -1e-10 * {{ total }})
{%- endmacro %}

{# The distinct values, each with its weight, the weight up to it, all weight and the next value: one sort. #}
{% macro weight_up_to(relation, by, value, weight) -%}
    select
        {{ keys_of(by) }}
        _amount,
        _weight,
        sum(_weight) over (
            {{ partitioned(by) }} order by _amount rows between unbounded preceding and current row
        ) as _cumulative,
        sum(_weight) over ({{ partitioned(by) }}) as _total,
        lead(_amount) over ({{ partitioned(by) }} order by _amount) as _next
    from ({{ weighted_values(relation, by, value, weight) }}) as amounts
{%- endmacro %}

{# Equal values in one row, with their weight. #}
{% macro weighted_values(relation, by, value, weight) -%}
    select
        {{ keys_of(by) }}
        cast({{ value }} as double) as _amount,
        sum(cast({{ weight }} as double)) as _weight
    from {{ relation }}
    where {{ value }} is not null and {{ weight }} > 0
    group by {{ keys_of(by) }} cast({{ value }} as double)
{%- endmacro %}
