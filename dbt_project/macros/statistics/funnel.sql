{# Limits of a funnel plot of shares: where a unit of n people lies whose share differs from the target by chance only
   (Spiegelhalter, Stat Med 24, 2005, normal approximation), widened by the factor
   `dispersion` on the variance, 1 without. side: '-' or '+'. In [0, 1]; null where n is 0.
   Of the published forms this one, for it is the score test: with dispersion 1 a unit lies outside exactly where its
   Wilson interval excludes the target, so funnel and benchmark never contradict each other; and the factor stands on
   the scale on which it is estimated. PHE's limits take the Wilson interval about the target instead. #}
{% macro funnel_limit(target, n, z, dispersion, side) -%}
    {%- set target, n, dispersion = '(' ~ target ~ ')', '(' ~ n ~ ')', '(' ~ dispersion ~ ')' -%}
    case when {{ n }} > 0 and {{ target }} * {{ dispersion }} is not null then greatest(0.0, least(1.0,
        {{ target }} {{ side }} {{ z }} * sqrt({{ dispersion }} * {{ target }} * (1 - {{ target }}) / {{ n }})
    )) end
{%- endmacro %}

{# Overdispersion of a funnel plot of shares, a row of `relation` a unit, k of n (Spiegelhalter 2005; Spiegelhalter and
   others, J R Stat Soc A 175, 2012): the mean square of the units' z-scores about the target, after the share
   `winsorised` at each end has been drawn in to the quantile there. Gives keys, target (all k over all n), units (with
   n above 0) and dispersion: 1 unless it is above 1 + 2 sqrt(2 / units), for below it may be chance; also where the
   target is 0 or 1. #}
{% macro funnel_dispersion(relation, by, k, n, winsorised=0.1) -%}
    select
        {{ keys_of(by) }}
        max(target) as target,
        count(*) as units,
        case
            when avg(power(least(_highest, greatest(_lowest, _score)), 2)) > 1 + 2 * sqrt(2.0 / count(*))
                then avg(power(least(_highest, greatest(_lowest, _score)), 2))
            else 1.0
        end as dispersion
    from (
        select
            *,
            {{ quantile_between('_score', winsorised) }} over ({{ partitioned(by) }}) as _lowest,
            {{ quantile_between('_score', 1 - winsorised) }} over ({{ partitioned(by) }}) as _highest
        from (
            select
                *,
                (_part / _whole - target) / nullif(sqrt(target * (1 - target) / _whole), 0) as _score
            from (
                select
                    {{ keys_of(by) }}
                    cast({{ k }} as double) as _part,
                    cast(({{ n }}) as double) as _whole,
                    cast(sum({{ k }}) over ({{ partitioned(by) }}) as double)
                    / sum({{ n }}) over ({{ partitioned(by) }}) as target
                from {{ relation }}
                where ({{ n }}) > 0
            ) as units
        ) as scored
    ) as winsorised
    {{ grouped(by) }}
{%- endmacro %}
