{# The Laeken indicators as Eurostat computes them and laeken documents them (Alfons and Templ, J Stat Softw 54(15),
   2013). A row is a person: `value` or `income` the equivalised disposable income of the household, `weight` the
   person's (1 where everybody is there). Rows without one of them do not count. Shares in [0, 1]; laeken gives x 100.
   Incomes below 0 count as they are: the Gini coefficient can then pass 1. #}

{# Gini coefficient: keys, gini; null without income. #}
{% macro gini(relation, by, value, weight) -%}
    select
        {{ keys_of(by) }}
        sum(_weight * _amount * (2 * _cumulative - _weight))
        / nullif(sum(_weight) * sum(_weight * _amount), 0) - 1 as gini
    from ({{ weight_up_to(relation, by, value, weight) }}) as ranked
    {{ grouped(by) }}
{%- endmacro %}

{# Income quintile share ratio: what those above the fourth quintile have over what those up to the first have. Gives
   keys, s80_s20; null where the poorest fifth has nothing. #}
{% macro quintile_share_ratio(relation, by, value, weight) -%}
    select
        {{ keys_of(by) }}
        coalesce(sum(_weight * _amount) filter (where _amount > _fourth), 0)
        / nullif(sum(_weight * _amount) filter (where _amount <= _first), 0) as s80_s20
    from (
        select
            *,
            {{ quantile_value('_total', 0.2) }} over ({{ partitioned(by) }}) as _first,
            {{ quantile_value('_total', 0.8) }} over ({{ partitioned(by) }}) as _fourth
        from ({{ weight_up_to(relation, by, value, weight) }}) as ranked
    ) as divided
    {{ grouped(by) }}
{%- endmacro %}

{# At-risk-of-poverty: keys, threshold (`threshold_share`, 0.6 at Eurostat, of the weighted median income of the same
   rows), rate (the share of people below it) and gap (how far their median lies below it, as a share of it; null where
   nobody does). #}
{% macro poverty(relation, by, income, weight, threshold_share) -%}
    select
        {{ keys_of(by) }}
        max(_threshold) as threshold,
        coalesce(max(_poor), 0) / sum(_weight) as rate,
        1 - {{ quantile_value('_poor', 0.5) }} / max(_threshold) as gap
    from (
        select
            *,
            sum(_weight) filter (where _amount < _threshold) over ({{ partitioned(by) }}) as _poor
        from (
            select
                *,
                {{ threshold_share }} * {{ quantile_value('_total', 0.5) }} over ({{ partitioned(by) }}) as _threshold
            from ({{ weight_up_to(relation, by, income, weight) }}) as ranked
        ) as divided
    ) as counted
    {{ grouped(by) }}
{%- endmacro %}
