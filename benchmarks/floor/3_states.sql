-- What was found of people, and who they are at each quarter's end. Findings are bits of two numbers, one of health and
-- one of all else; what a state tells of are bits of a third, one a dimension.
{% macro dimensions_of(low, high) %}
({% for dimension, bit in dimension_bits.items() %}case when {{ high if dimension == 'HEA' else low }} & {{ dimension_masks[dimension] }} <> 0 then {{ bit }} else 0 end{{ " | " if not loop.last }}{% endfor %})
{% endmacro %}
create temp table code as
select
    codes.source,
    codes.code,
    codes.vulnerability,
    bits.low,
    bits.high
from source_codes as codes
inner join vulnerability_bit as bits on codes.vulnerability = bits.vulnerability;

create temp table spor_assessment as
select
    assessments.own_key as assessment,
    assessments.id,
    households.household,
    assessments.base,
    assessments.* exclude (scope, base, delivery_period, own_key, id, household_id, worker_id)
from ({{ in_force('assessments', 'held.* exclude (id, delivery)') }}) as assessments
inner join spor_household as households on assessments.base + assessments.household_id = households.household;

-- an assessment tells of a person once: of two that deliveries sent under different numbers, the newer counts
create temp table spor_answer as
select
    answers.base + answers.assessment_id as assessment,
    assessments.id as assessment_id,
    assessments.assessed_at,
    records.record,
    records.own as record_own,
    records.person,
    answers.* exclude (scope, base, delivery_period, own_key, id, assessment_id, person_id)
from ({{ in_force('person_assessments', 'held.* exclude (id, delivery)') }}) as answers
inner join spor_assessment as assessments on answers.base + answers.assessment_id = assessments.assessment
inner join people_record as records on answers.base + answers.person_id = records.own
qualify row_number() over (
    partition by answers.base + answers.assessment_id, records.record
    order by answers.delivery_period desc, answers.id desc
) = 1;

-- States of records: what is there (low, high), what was answered, and the dimensions of which it tells. A source tells
-- of the dimensions on which the seed source_precedence lets it speak.
create temp table state as
with amc as (
    select
        entries.entry,
        entries.own,
        entries.created_at as recorded_at,
        bit_or(codes.low) as low,
        bit_or(codes.high) as high
    from (
        select
            speaking.base + entries.id as entry,
            speaking.base + entries.beneficiary_id as own,
            entries.created_at,
            unnest(entries.codes) as code
        from {{ dump('amc', 'vulnerability_entries', that_speak=true) }} as entries
        inner join speaking on entries.delivery = speaking.delivery
    ) as entries
    left join code as codes on codes.source = 'amc' and entries.code = codes.code
    group by entries.entry, entries.own, entries.created_at
),

spor_finding as (
    select
        findings.base + findings.assessment_id as assessment,
        findings.base + findings.person_id as record_own,
        findings.state,
        codes.low,
        codes.high
    from ({{ in_force('findings', 'held.assessment_id, held.person_id, held.vulnerability, held.state') }}) as findings
    left join code as codes on codes.source = 'spor' and findings.vulnerability = codes.code
),

-- of a person, or of the household, which then holds for everybody assessed in it
spor_found as (
    select
        assessment,
        record_own,
        bit_or(low) filter (where state = 'present') as low,
        bit_or(high) filter (where state = 'present') as high,
        bit_or(low) filter (where state = 'absent') as absent_low,
        bit_or(high) filter (where state = 'absent') as absent_high,
        bool_or(state <> 'not_assessed') as has_answer
    from spor_finding
    group by assessment, record_own
),

spor as (
    select
        answers.record,
        answers.assessment_id,
        answers.assessed_at,
        answers.activity_status,
        coalesce(own.low, 0) | coalesce(whole.low, 0) as low,
        coalesce(own.high, 0) | coalesce(whole.high, 0) as high,
        coalesce(own.absent_low, 0) | coalesce(whole.absent_low, 0) as absent_low,
        coalesce(own.absent_high, 0) | coalesce(whole.absent_high, 0) as absent_high
    from spor_answer as answers
    left join spor_found as own on answers.assessment = own.assessment and answers.record_own = own.record_own
    left join spor_found as whole on answers.assessment = whole.assessment and whole.record_own is null
    where coalesce(own.has_answer, false) or coalesce(whole.has_answer, false)
),

primero as (
    select
        cases.delivery,
        cases.case_id,
        bit_or(codes.low) as low,
        bit_or(codes.high) as high
    from (
        select
            delivery,
            case_id,
            unnest(protection_concerns) as code
        from {{ dump('primero', 'cases', that_speak=true) }}
    ) as cases
    left join code as codes on codes.source = 'primero' and cases.code = codes.code
    group by all
),

told as (
    select
        records.record,
        records.person,
        records.source,
        entries.recorded_at,
        entries.entry & 1099511627775 as state_id,
        cast(null as varchar) as work_status,
        coalesce(entries.low, 0) & {{ speaks.amc.low }} as low,
        coalesce(entries.high, 0) & {{ speaks.amc.high }} as high,
        {{ nurses_codes.low }} as answered_low,
        {{ nurses_codes.high }} as answered_high,
        {{ speaks.amc.dimensions }} as dimensions_assessed
    from amc as entries
    inner join people_record as records on entries.own = records.own

    union all

    select
        records.record,
        records.person,
        records.source,
        spor.assessed_at as recorded_at,
        spor.assessment_id as state_id,
        statuses.work_status,
        spor.low & {{ speaks.spor.low }} as low,
        spor.high & {{ speaks.spor.high }} as high,
        spor.low | spor.absent_low as answered_low,
        spor.high | spor.absent_high as answered_high,
        {{ dimensions_of('((spor.low | spor.absent_low) & ' ~ speaks.spor.low ~ ')', '((spor.high | spor.absent_high) & ' ~ speaks.spor.high ~ ')') }} as dimensions_assessed
    from spor
    inner join people_record as records on spor.record = records.record
    left join activity_statuses as statuses on spor.activity_status = statuses.activity_status

    union all

    -- the concerns that a case holds now are those that it is taken to have held since it was registered
    select
        records.record,
        records.person,
        records.source,
        records.recorded_at,
        0 as state_id,
        cast(null as varchar) as work_status,
        coalesce(cases.low, 0) & {{ speaks.primero.low }} as low,
        coalesce(cases.high, 0) & {{ speaks.primero.high }} as high,
        0 as answered_low,
        0 as answered_high,
        {{ dimensions_of('(coalesce(cases.low, 0) & ' ~ speaks.primero.low ~ ')', '(coalesce(cases.high, 0) & ' ~ speaks.primero.high ~ ')') }} as dimensions_assessed
    from primero as cases
    inner join people_record as records on cases.delivery = records.delivery and cases.case_id = records.id
    where records.source = 'primero' and records.is_counted
)

select
    record,
    person,
    source,
    recorded_at,
    cast(state_id as integer) as state_id,
    work_status,
    cast(low as bigint) as low,
    cast(high as bigint) as high,
    cast(answered_low as bigint) as answered_low,
    cast(answered_high as bigint) as answered_high,
    cast(dimensions_assessed as utinyint) as dimensions_assessed
from told;

-- A state holds from the first quarter that ends after it until that of the next one; before the first there is none.
create temp table state_spell as
select
    *,
    lead(q_from, 1, 127) over (partition by record order by recorded_at nulls first, state_id) as q_until
from (
    select
        record,
        recorded_at,
        state_id,
        from_0(q_of(local_date(recorded_at))) as q_from,
        local_date(recorded_at) as told_on,
        work_status,
        low,
        high,
        dimensions_assessed
    from state
    where recorded_at < (select max(ends_at) from quarter)

    union all

    select
        record,
        null as recorded_at,
        null as state_id,
        -1 as q_from,
        null as told_on,
        null as work_status,
        0 as low,
        0 as high,
        0 as dimensions_assessed
    from people_record
    where is_counted
)
qualify q_from < q_until;

-- The records in evidence at each quarter's end. SPOR tells the household of the time, and so the place.
create temp table record_quarter as
with told as (
    select
        records.*,
        cast(unnest(range(greatest(records.q_from, states.q_from), least(records.q_until, states.q_until))) as tinyint) as q,
        states.told_on,
        states.work_status as state_work_status,
        states.low,
        states.high,
        states.dimensions_assessed
    from people_record as records
    inner join state_spell as states
        on
            records.record = states.record
            and records.q_from < states.q_until
            and records.q_until > states.q_from
    where records.is_counted
)

select
    told.q,
    told.record,
    told.person,
    told.is_shared,
    told.source,
    case when told.source = 'spor' then spells.household else told.household end as household,
    case when told.source = 'spor' then coalesce(households.county_code, told.county_code) else told.county_code end
        as county_code,
    case when told.source = 'spor' then households.siruta else told.siruta end as siruta,
    case when told.source = 'spor' then households.area else told.area end as area,
    told.sex,
    cast(age_on(told.birth_date, quarter.last_day) as smallint) as age,
    coalesce(told.state_work_status, case when told.delivery_period = quarter.period then told.work_status end)
        as work_status,
    cast(quarter.last_day - told.told_on as integer) as state_age_days,
    told.low,
    told.high,
    told.dimensions_assessed,
    spells.relation
from told
inner join quarter on told.q = quarter.q
left join household_member as spells
    on
        told.source = 'spor'
        and told.record = spells.record
        and quarter.last_day >= spells.valid_from
        and (spells.valid_to is null or quarter.last_day < spells.valid_to)
left join spor_household as households on spells.household = households.household;

-- People in evidence, each once. Who stands in several systems is as the seed source_precedence says, attribute by
-- attribute and dimension by dimension; of two records of one source the one with the newer state comes first.
{% macro first(value, attribute) %}
arg_min({{ value }}, ({{ rank(attribute) }} * 1000000 + coalesce(state_age_days, 999999)) * (1::bigint << 31) + record)
filter (where {{ rank(attribute) }} is not null)
{% endmacro %}
{% macro place(column) %}
arg_min({{ column }}, (case when siruta is null then 10 else 0 end + {{ rank('place') }}) * (1::bigint << 31) + record)
{% endmacro %}
create temp table person_quarter_state as
with shared as (
    select
        q,
        person,
        {{ first('household', 'household') }} as household,
        {{ place('county_code') }} as county_code,
        {{ place('siruta') }} as siruta,
        {{ place('area') }} as area,
        {{ first('sex', 'sex') }} as sex,
        {{ first('age', 'birth_date') }} as age,
        {{ first('work_status', 'work_status') }} as work_status,
        min(case when dimensions_assessed > 0 then state_age_days end) as state_age_days,
        {% for dimension, bit in dimension_bits.items() %}
        {{ first('case when dimensions_assessed & ' ~ bit ~ ' <> 0 then ' ~ ('high' if dimension == 'HEA' else 'low') ~ ' & ' ~ dimension_masks[dimension] ~ ' end', dimension) }} as found_{{ dimension }},
        {% endfor %}
        arg_min(
            {'record': record, 'household': household, 'relation': relation},
            coalesce(state_age_days, 999999) * (1::bigint << 31) + record
        ) filter (where source = 'spor') as spor
    from record_quarter
    where is_shared
    group by q, person
)

select
    q,
    person,
    household,
    county_code,
    siruta,
    area,
    sex,
    age,
    work_status,
    case when dimensions_assessed > 0 then state_age_days end as state_age_days,
    low,
    high,
    dimensions_assessed,
    case when source = 'spor' then record end as spor_record,
    relation
from record_quarter
where not is_shared

union all

select
    q,
    person,
    household,
    county_code,
    siruta,
    area,
    sex,
    age,
    work_status,
    state_age_days,
    {% for dimension in dimension_bits if dimension != 'HEA' %}coalesce(found_{{ dimension }}, 0){{ " | " if not loop.last }}{% endfor %} as low,
    coalesce(found_HEA, 0) as high,
    {% for dimension, bit in dimension_bits.items() %}case when found_{{ dimension }} is not null then {{ bit }} else 0 end{{ " | " if not loop.last }}{% endfor %} as dimensions_assessed,
    spor.record as spor_record,
    case when spor.household = household then spor.relation end as relation
from shared;

-- the newest answers of a SPOR record at a quarter's end
{% set answers = ['activity_status', 'able_to_work', 'care_duties', 'registered_unemployed', 'active_measure', 'months_worked',
    'education', 'grades_finished', 'enrolled', 'training_4w', 'health_insurance', 'family_doctor', 'pregnant'] %}
{% set lacks = ['lacks_clothes', 'lacks_shoes', 'lacks_pocket_money', 'lacks_leisure', 'lacks_social', 'lacks_internet'] %}
create temp table answer_spell as
select
    *,
    lead(q_from, 1, 127) over (partition by record order by assessed_at, assessment_id) as q_until
from (
    select
        * exclude (assessment, record_own),
        from_0(q_of(local_date(assessed_at))) as q_from
    from spor_answer
    where
        assessed_at < (select max(ends_at) from quarter)
        and coalesce({{ (answers + lacks) | join(' is not null or ') }} is not null, false)
)
qualify q_from < q_until;

create temp table person_answer as
select
    people.q,
    people.person,
    people.household,
    people.relation,
    people.age,
    people.sex,
    cast(local_date(answers.assessed_at) as date) as answered_on,
    {% for name in answers + lacks %}
    answers.{{ name }}{{ "," if not loop.last }}
    {% endfor %}
from person_quarter_state as people
left join answer_spell as answers
    on people.spor_record = answers.record and people.q >= answers.q_from and people.q < answers.q_until
where people.spor_record is not null;
