-- Precision and recall of the linkage, over pairs of records, where the data root holds the truth beside invented
-- people (`truth/links/`); empty with real ones, whose truth nobody has.
with pairs as (
    {% if var('has_truth') %}
    select
        records.person_key,
        truth.person,
        count(*) as records
    from {{ ref('person_record') }} as records
    inner join {{ truth_of_links() }} as truth on records.record_key = truth.record_key
    group by records.person_key, truth.person
    {% else %}
    select
        person_key,
        cast(null as varchar) as person,
        0 as records
    from {{ ref('person_record') }}
    where false
    {% endif %}
),

found as (
    select cast(sum(records * (records - 1) / 2) as bigint) as pairs
    from (
        select sum(records) as records
        from pairs
        group by person_key
    ) as clusters
),

true_pairs as (
    select cast(sum(records * (records - 1) / 2) as bigint) as pairs
    from (
        select sum(records) as records
        from pairs
        group by person
    ) as people
),

both_ways as (
    select cast(sum(records * (records - 1) / 2) as bigint) as pairs
    from pairs
)

select
    found.pairs as pairs_found,
    true_pairs.pairs as pairs_true,
    both_ways.pairs as pairs_right,
    both_ways.pairs / nullif(found.pairs, 0) as link_precision,
    both_ways.pairs / nullif(true_pairs.pairs, 0) as link_recall
from found
cross join true_pairs
cross join both_ways
where found.pairs is not null
