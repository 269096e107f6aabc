-- States of records: when they were told, and the vulnerabilities and dimensions that they tell of. A source speaks on
-- the dimensions that source_precedence gives it.
create unlogged table code as
select
    source_codes.source,
    code,
    vulnerability,
    dimension
from source_codes
inner join vulnerabilities using (vulnerability)
inner join source_precedence as speaks on speaks.source = source_codes.source and speaks.attribute = dimension;
analyze code;

create unlogged table person_answer as
select distinct on (scope, assessment_id, person_id)
    record,
    scope,
    assessment_id,
    person_id,
    assessed_at,
    work_status
from person_assessments as answers
inner join (
    select
        scope,
        assessments.id as assessment_id,
        assessed_at
    from assessments
    inner join household_place using (scope, household_id)
) as assessed using (scope, assessment_id)
inner join (
    select
        record,
        scope,
        id::bigint as person_id
    from record
    where source = 'spor'
) as people using (scope, person_id)
left join activity_statuses using (activity_status)
order by scope, assessment_id, person_id, answers.period desc, answers.id desc;
analyze person_answer;

create unlogged table state as
-- the nurses' entries tell of all dimensions on which they speak
select
    record,
    created_at as told_at,
    entry_id as state_id,
    null as work_status,
    coalesce(array_agg(vulnerability) filter (where vulnerability is not null), '{}') as vulnerabilities,
    (
        select array_agg(attribute)
        from source_precedence
        where source = 'amc' and attribute in (select dimension from vulnerabilities)
    ) as dimensions
from (
    select distinct
        record,
        entry_id,
        created_at,
        vulnerability
    from (
        select
            record,
            entries.id as entry_id,
            entries.created_at,
            unnest(entries.codes) as code
        from amc_vulnerability_entries as entries
        inner join record on record.delivery = entries.delivery and record.id = entries.beneficiary_id::text
        where source = 'amc'
    ) as entry
    left join code on code.source = 'amc' and code.code = entry.code
) as told
group by record, entry_id, created_at

union all

-- a case tells of the dimensions in which it holds a concern, since it was registered
select
    record,
    recorded_at,
    0,
    null,
    coalesce(array_agg(distinct vulnerability) filter (where vulnerability is not null), '{}'),
    coalesce(array_agg(distinct dimension) filter (where dimension is not null), '{}')
from (select record, recorded_at, unnest(codes) as code from record where source = 'primero' and is_counted) as concern
left join code on code.source = 'primero' and code.code = concern.code
group by record, recorded_at

union all

-- an assessment answers of a person, or of everybody assessed in the household
select
    record,
    assessed_at,
    assessment_id,
    work_status,
    coalesce(array_agg(distinct code.vulnerability) filter (where state = 'present' and dimension is not null), '{}'),
    coalesce(array_agg(distinct dimension) filter (where dimension is not null), '{}')
from person_answer
inner join findings using (scope, assessment_id)
left join code on code.source = 'spor' and code.code = findings.vulnerability
where state in ('present', 'absent') and (findings.person_id is null or findings.person_id = person_answer.person_id)
group by record, assessed_at, assessment_id, work_status;
analyze state;

create unlogged table spell as
select
    record,
    county_code,
    siruta,
    area,
    joined_on as valid_from,
    case when left_on < next_joined_on or next_joined_on is null then left_on else next_joined_on end as valid_to
from (
    select
        record,
        place.*,
        joined_on,
        left_on,
        lead(joined_on) over (partition by record order by joined_on, memberships.id) as next_joined_on
    from memberships
    inner join household_place as place using (scope, household_id)
    inner join (select record, scope, id::bigint as person_id from record where source = 'spor') as people
        using (scope, person_id)
) as told;
analyze spell;
