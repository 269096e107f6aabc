{# Time to an event over grouped counts: `relation` has for each key and time how many had the event then and how many
   were seen last then without it (censored). Who is censored at a time is at risk at it. Times before which nobody is
   left have no row. #}

{# Kaplan-Meier (JASA 53, 1958): keys, time, at_risk, survival past that time, std_error (Greenwood, 1926), ci_low and
   ci_high on the log-log scale, which stays in [0, 1] and holds its level in small groups (Kalbfleisch and Prentice,
   2002, section 1.4; Borgan and Liestøl, Scand J Stat 17, 1990; R's default is log). Before the first event the error
   is 0 and there is no interval; where survival reaches 0 there is neither. #}
{% macro kaplan_meier(relation, by, time, events, censored, z) -%}
    select
        {{ keys_of(by) }}
        time,
        at_risk,
        survival,
        case when survival > 0 then survival * sqrt(_hazard_variance) end as std_error,
        case when survival > 0 and survival < 1
            then power(survival, exp(-{{ z }} * sqrt(_hazard_variance) / ln(survival)))
        end as ci_low,
        case when survival > 0 and survival < 1
            then power(survival, exp({{ z }} * sqrt(_hazard_variance) / ln(survival)))
        end as ci_high
    from ({{ survival_steps(relation, by, time, events, '0', censored) }}) as steps
{%- endmacro %}

{# Cumulative incidence of an event that another one precludes (Aalen and Johansen, Scand J Stat 5, 1978): keys, time,
   at_risk, survival (neither of the two has happened), cumulative_incidence of `events`, std_error (delta method:
   Marubini and Valsecchi, 1995, ch. 10; the Greenwood-type estimator of Allignol and others, Biom J 52, 2010; without
   competing events it is Greenwood's). With z also ci_low and ci_high, on the log-log scale (Choudhury, Stat Med 21,
   2002); null before the first of `events` and at 1. #}
{% macro aalen_johansen(relation, by, time, events, competing, censored, z=none) -%}
    select
        {{ keys_of(by) }}
        time,
        at_risk,
        survival,
        cumulative_incidence,
        std_error
        {%- if z is not none %},
        case when std_error > 0 and cumulative_incidence < 1 then power(
            cumulative_incidence, exp(-{{ z }} * std_error / (cumulative_incidence * ln(cumulative_incidence)))
        ) end as ci_low,
        case when std_error > 0 and cumulative_incidence < 1 then power(
            cumulative_incidence, exp({{ z }} * std_error / (cumulative_incidence * ln(cumulative_incidence)))
        ) end as ci_high
        {%- endif %}
    from (
        {# The squares (incidence - earlier incidence)^2 of the formula, multiplied out into running sums. #}
        select
            *,
            sqrt(greatest(0.0,
                power(cumulative_incidence, 2) * sum(_hazard_term) {{ running(by) }}
                - 2 * cumulative_incidence * sum(_hazard_term * cumulative_incidence) {{ running(by) }}
                + sum(_hazard_term * power(cumulative_incidence, 2)) {{ running(by) }}
                + sum(power(_survival_before, 2) * events * (at_risk - events) / power(at_risk, 3)) {{ running(by) }}
                - 2 * cumulative_incidence * sum(_survival_before * events / power(at_risk, 2)) {{ running(by) }}
                + 2 * sum(cumulative_incidence * _survival_before * events / power(at_risk, 2)) {{ running(by) }}
            )) as std_error
        from (
            select
                *,
                sum(_survival_before * events / at_risk) {{ running(by) }} as cumulative_incidence
            from (
                select
                    *,
                    coalesce(lag(survival) over ({{ partitioned(by) }} order by time), 1.0) as _survival_before
                from ({{ survival_steps(relation, by, time, events, competing, censored) }}) as steps
            ) as stepped
        ) as incidences
    ) as estimated
{%- endmacro %}

{# keys, time, events, at_risk, survival of either event, the term d / (n (n - d)) of Greenwood's formula and its
   running sum. Whose last are all events has survival 0, and no term: its logarithm would be of 0. #}
{% macro survival_steps(relation, by, time, events, competing, censored) -%}
    select
        {{ keys_of(by) }}
        time,
        events,
        at_risk,
        _hazard_term,
        case when _either = at_risk then 0.0 else exp(coalesce(sum(_log_step) {{ running(by) }}, 0)) end as survival,
        sum(_hazard_term) {{ running(by) }} as _hazard_variance
    from (
        select
            *,
            case when _either < at_risk then ln(1 - _either / at_risk) end as _log_step,
            case when _either < at_risk then _either / (at_risk * (at_risk - _either)) else 0.0 end as _hazard_term
        from (
            select
                {{ keys_of(by) }}
                time,
                events,
                _either,
                sum(_either + censored) over (
                    {{ partitioned(by) }} order by time desc rows between unbounded preceding and current row
                ) as at_risk
            from (
                select
                    {{ keys_of(by) }}
                    {{ time }} as time,
                    cast(sum(coalesce({{ events }}, 0)) as double) as events,
                    cast(sum(coalesce({{ events }}, 0) + coalesce({{ competing }}, 0)) as double) as _either,
                    cast(sum(coalesce({{ censored }}, 0)) as double) as censored
                from {{ relation }}
                where {{ time }} is not null
                group by {{ keys_of(by) }} {{ time }}
            ) as counted
        ) as ranked
        where at_risk > 0
    ) as stepped
{%- endmacro %}

{% macro running(by) -%}
    over ({{ partitioned(by) }} order by time rows between unbounded preceding and current row)
{%- endmacro %}
