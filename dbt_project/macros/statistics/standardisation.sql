{# Directly standardised rate with Dobson's interval (Dobson and others, Stat Med 10, 1991) about the limits of the
   count of events, as OHID's technical guide has it. `relation`: a row each stratum (age band) with the events
   observed, the population and the standard's weight, of any scale; rows without a weight do not count.
   Gives keys, observed, population, value, ci_low, ci_high: events for one of the population, or a share where an event
   is a person (an upper limit can then pass 1). value is null where a stratum with weight has no population, for its
   rate is unknown (OHID's tool stops there); join strata before. The limits are null without events. OHID gives no rate
   below 10 events: that is for who publishes it. #}
{% macro directly_standardised(relation, by, observed, population, weight, z) -%}
    select
        {{ keys_of(by) }}
        observed,
        population,
        value,
        value + sqrt(_variance / nullif(observed, 0)) * ({{ byar_low('observed', z) }} - observed) as ci_low,
        value + sqrt(_variance / nullif(observed, 0)) * ({{ byar_high('observed', z) }} - observed) as ci_high
    from (
        select
            {{ keys_of(by) }}
            sum(observed) as observed,
            sum(population) as population,
            case when min(population) > 0
                then sum(_weight * observed / nullif(population, 0)) / sum(_weight)
            end as value,
            case when min(population) > 0
                then sum(observed * power(_weight / nullif(population, 0), 2)) / power(sum(_weight), 2)
            end as _variance
        from (
            select
                {{ keys_of(by) }}
                coalesce({{ observed }}, 0) as observed,
                coalesce({{ population }}, 0) as population,
                cast({{ weight }} as double) as _weight
            from {{ relation }}
            where {{ weight }} > 0
        ) as strata
        {{ grouped(by) }}
    ) as summed
{%- endmacro %}
