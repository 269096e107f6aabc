{# Chi-square test for linear trend in proportions (Cochran, Biometrics 10, 1954; Armitage, Biometrics 11, 1955), one of
   the tests of OHID's recent trends, from five points on. `relation`: k of n at each `position` in time, a number; rows
   with n = 0 are no points. Gives keys, quarters (points), slope (share a unit of position, weighted by n), chi_square
   (1 degree of freedom) and z, its signed root; the last three null below five points or where all shares are 0 or 1.
   OHID calls a trend what is above 9.5495 (two-sided 0.2 %). The points have to be different people. #}
{% macro trend(relation, by, position, k, n) -%}
    select
        {{ keys_of(by) }}
        quarters,
        case when _is_testable then _moment / _spread end as slope,
        case when _is_testable then _moment * _moment / (_spread * _variance) end as chi_square,
        case when _is_testable then _moment / sqrt(_spread * _variance) end as z
    from (
        select
            {{ keys_of(by) }}
            count(*) as quarters,
            sum(_part * _distance) as _moment,
            sum(_whole * _distance * _distance) as _spread,
            max(_share * (1 - _share)) as _variance,
            count(*) >= 5 and max(_share * (1 - _share)) > 0 as _is_testable
        from (
            select
                {{ keys_of(by) }}
                _part,
                _whole,
                _place - sum(_whole * _place) over ({{ partitioned(by) }}) / sum(_whole) over ({{ partitioned(by) }})
                    as _distance,
                sum(_part) over ({{ partitioned(by) }}) / sum(_whole) over ({{ partitioned(by) }}) as _share
            from (
                select
                    {{ keys_of(by) }}
                    {{ position }} as _place,
                    cast(sum({{ k }}) as double) as _part,
                    cast(sum({{ n }}) as double) as _whole
                from {{ relation }}
                where {{ n }} > 0
                group by {{ keys_of(by) }} {{ position }}
            ) as points
        ) as centred
        {{ grouped(by) }}
    ) as summed
{%- endmacro %}
