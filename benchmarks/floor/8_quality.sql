-- Which numbers of a UAT are in doubt: rules on what each delivery told at the time, on what stands uncorrected, and on
-- reports that did not come.
create temp table telling as
select
    *,
    quarter_number(last_day_of(period)) as told_in,
    last_day_of(period) as last_day,
    day_start_utc(last_day_of(period) + 1) as ends_at,
    period >= speaks_from as speaks,
    period >= speaks_from or coalesce(period_after = speaks_from, false) as is_compared
from (
    select
        *,
        cast(dense_rank() over (order by source, scope) as bigint) << 40 as base,
        row_number() over in_order - 1 as t,
        lag(period) over in_order as period_before,
        lead(period) over in_order as period_after,
        min(case when kind = 'whole' then period end) over (
            partition by source, scope order by period rows between 1 following and unbounded following
        ) as whole_again,
        coalesce(
            max(period) filter (where period <= '{{ first_period }}') over (partition by source, scope),
            min(period) over (partition by source, scope)
        ) as speaks_from
    from (
        select distinct source, delivery, scope, period, kind
        from delivery_in_force
        where source in ('amc', 'primero', 'spor') and is_of_record
    )
    window in_order as (partition by source, scope order by period)
);

create temp table spor_telling as
select
    tellings.*,
    coalesce(again.t, 1000) as t_whole_again
from telling as tellings
left join telling as again
    on tellings.source = again.source and tellings.scope = again.scope and tellings.whole_again = again.period
where tellings.source = 'spor';

{# The rows of a table of SPOR as its tellings from `t_from` to before `t_until` knew them: until it is sent again, struck,
   or a whole delivery comes. #}
{% macro as_told(table, columns) %}
    select
        sent.base,
        sent.base + held.id as own_key,
        held.id,
        sent.t as t_from,
        least(
            sent.t_whole_again,
            coalesce(lead(sent.t) over (partition by sent.base + held.id order by sent.t, held.is_struck), 1000)
        ) as t_until,
        {{ columns }}
    from (
        select *, false as is_struck from read_parquet('lake/spor/{{ table }}/*.parquet')
        union all by name
        select delivery, record_id as id, true as is_struck
        from read_parquet('lake/spor/tombstones/*.parquet')
        where table_name = '{{ table }}'
    ) as held
    inner join spor_telling as sent on held.delivery = sent.delivery
    qualify not held.is_struck
{% endmacro %}

-- which quarters a delivery of record tells of, by county: those since the one before it
create temp table covered as
select
    source,
    delivery,
    scope,
    county_code,
    period,
    quarter_number(last_day_of(period)) as quarter_number,
    coalesce(
        quarter_number(last_day_of(lag(period) over (partition by source, county_code order by period))) + 1,
        quarter_number(last_day_of(period)) - {{ limits.own_past_quarters_max | int }}
    ) as tells_from
from delivery_in_force
where is_of_record and source in ('amc', 'spor', 'primero');

create temp table sent as
select
    tellings.source,
    tellings.delivery,
    tellings.base,
    tellings.t,
    tellings.is_compared,
    spans.from_day,
    last_day_of(spans.period) as to_day,
    day_start_utc(spans.from_day) as starts_at,
    day_start_utc(last_day_of(spans.period) + 1) as ends_at
from (
    select
        delivery,
        period,
        min(make_date(cast(tells_from // 4 as integer), cast(tells_from % 4 * 3 + 1 as integer), 1)) as from_day
    from covered
    group by delivery, period
) as spans
inner join telling as tellings on spans.delivery = tellings.delivery;

-- the nurses' states as each dump told them: all, with what was found in those of its own quarters
set variable nothing = (select list(code) from source_codes where source = 'amc' and kind <> 'vulnerability');

create temp table amc_entry as
select
    sent.t,
    sent.base + entries.beneficiary_id as own_key,
    entries.created_at as recorded_at,
    case
        when entries.created_at >= sent.starts_at and entries.created_at < sent.ends_at
            then len(list_filter(entries.codes, lambda code: not list_contains(getvariable('nothing'), code)))
    end as findings
from {{ dump('amc', 'vulnerability_entries') }} as entries
inner join sent on entries.delivery = sent.delivery
where len(entries.codes) > 0;

create temp table primero_case as
select
    case_id,
    row_number() over () as number
from (select distinct case_id from {{ dump('primero', 'cases') }});

create temp table spor_household_told as ({{ as_told('households', 'held.uat, held.registered_at') }});

-- The people of each source as each delivery told them, changes with all before them. Those of the telling before the
-- first are there to compare with.
create temp table record_told as
with spor_people as (
    select
        people.* exclude (t_from, t_until),
        unnest(range(greatest(people.t_from, compared.t_first), least(people.t_until, compared.t_last + 1))) as t
    from ({{ as_told('persons', 'held.cnp_key, held.name_key, held.sex, held.birth_date, held.registered_at, '
                     'held.removed_at, held.removal_reason') }}) as people
    inner join (
        select base, min(t) as t_first, max(t) as t_last
        from spor_telling
        where is_compared
        group by base
    ) as compared on people.base = compared.base
),

newest_spell as (
    select
        memberships.base + memberships.person_id as own_key,
        tellings.t,
        arg_max({'siruta': cast(households.uat as varchar)}, (memberships.joined_on, memberships.id)).siruta as siruta
    from ({{ as_told('memberships', 'held.person_id, held.household_id, held.joined_on') }}) as memberships
    inner join spor_household_told as households
        on
            memberships.base + memberships.household_id = households.own_key
            and memberships.t_from < households.t_until
            and memberships.t_until > households.t_from
    inner join spor_telling as tellings
        on
            memberships.base = tellings.base
            and tellings.is_compared
            and tellings.t >= greatest(memberships.t_from, households.t_from)
            and tellings.t < least(memberships.t_until, households.t_until)
            and memberships.joined_on <= last_day_of(tellings.period)
    group by all
),

answers as (
    select
        answers.base + answers.person_id as own_key,
        tellings.t,
        count(*) as states,
        max(assessments.assessed_at) as newest_state_at,
        arg_max(answers.activity_status, (assessments.assessed_at, assessments.id)) as activity_status,
        max(assessments.assessed_at) filter (where answers.pregnant) as pregnant_at
    from ({{ as_told('person_assessments', 'held.person_id, held.assessment_id, held.activity_status, held.pregnant') }})
        as answers
    inner join ({{ as_told('assessments', 'held.assessed_at') }}) as assessments
        on
            answers.base + answers.assessment_id = assessments.own_key
            and answers.t_from < assessments.t_until
            and answers.t_until > assessments.t_from
    inner join spor_telling as tellings
        on
            answers.base = tellings.base
            and tellings.is_compared
            and tellings.t >= greatest(answers.t_from, assessments.t_from)
            and tellings.t < least(answers.t_until, assessments.t_until)
    group by all
),

entries as (
    select
        own_key,
        t,
        count(*) as states,
        max(recorded_at) as newest_state_at
    from amc_entry
    group by own_key, t
),

told as (
    select
        'amc' as source,
        sent.t,
        sent.base + people.id as own_key,
        sent.base,
        localities.siruta,
        cast(source_counties.siruta as varchar) as county_siruta,
        people.cnp_key,
        people.name_key,
        people.gender as sex,
        people.date_of_birth as birth_date,
        people.created_at as recorded_at,
        case when people.status = 'removed' then coalesce(people.updated_at, people.created_at) end as removed_at,
        case when people.status = 'removed' then people.reason_removed end as removal_reason,
        people.work_status,
        coalesce(entries.states, 0) as states,
        entries.newest_state_at,
        cast(null as timestamp) as pregnant_at
    from {{ dump('amc', 'beneficiaries') }} as people
    inner join sent on people.delivery = sent.delivery and sent.is_compared
    left join amc_locality as localities
        on people.delivery = localities.delivery and people.city_id = localities.locality_id
    left join {{ dump('amc', 'counties') }} as source_counties
        on people.delivery = source_counties.delivery and people.county_id = source_counties.id
    left join entries on sent.t = entries.t and sent.base + people.id = entries.own_key

    union all

    select
        'primero' as source,
        sent.t,
        sent.base + numbers.number as own_key,
        sent.base,
        cast(cases.location as varchar) as siruta,
        counties.siruta as county_siruta,
        cases.cnp_key,
        cases.name_key,
        cases.sex,
        cases.date_of_birth as birth_date,
        day_start_utc(cases.registration_date) as recorded_at,
        case when cases.status = 'closed' then day_start_utc(cases.date_closure) end as removed_at,
        case when cases.status = 'closed' then cases.closure_reason end as removal_reason,
        null as work_status,
        null as states,
        null as newest_state_at,
        null as pregnant_at
    from {{ dump('primero', 'cases') }} as cases
    inner join sent on cases.delivery = sent.delivery and sent.is_compared
    inner join primero_case as numbers on cases.case_id = numbers.case_id
    left join counties on cases.county = counties.county_code
    where cases.status in ('open', 'closed')

    union all

    select
        'spor' as source,
        people.t,
        people.own_key,
        people.base,
        newest_spell.siruta,
        counties.siruta as county_siruta,
        people.cnp_key,
        people.name_key,
        people.sex,
        people.birth_date,
        people.registered_at as recorded_at,
        people.removed_at,
        people.removal_reason,
        statuses.work_status,
        coalesce(answers.states, 0) as states,
        answers.newest_state_at,
        answers.pregnant_at
    from spor_people as people
    inner join spor_telling as tellings on people.base = tellings.base and people.t = tellings.t
    left join newest_spell on people.t = newest_spell.t and people.own_key = newest_spell.own_key
    left join answers on people.t = answers.t and people.own_key = answers.own_key
    left join activity_statuses as statuses on answers.activity_status = statuses.activity_status
    left join counties on tellings.scope = counties.county_code
)

select
    told.source,
    tellings.delivery,
    tellings.period,
    tellings.speaks,
    told.t,
    told.base,
    told.own_key,
    tellings.told_in,
    coalesce(uats.county_code, counties.county_code) as county_code,
    uats.siruta,
    code_of(told.cnp_key) as cnp,
    code_of(told.name_key) as name,
    told.sex,
    told.birth_date,
    told.recorded_at,
    told.removed_at,
    reasons.left_reason,
    told.work_status,
    told.states,
    told.newest_state_at,
    told.pregnant_at,
    tellings.last_day,
    tellings.ends_at,
    coalesce(told.recorded_at < tellings.ends_at, true) and coalesce(told.removed_at >= tellings.ends_at, true)
        as is_in_evidence
from told
inner join telling as tellings on told.base = tellings.base and told.t = tellings.t
left join uats on told.siruta = uats.siruta
left join counties on told.county_siruta = counties.siruta
left join delivery_in_force as own
    on
        tellings.delivery = own.delivery
        and coalesce(uats.county_code, counties.county_code) = own.county_code
        and own.covers
left join removal_reasons as reasons on told.source = reasons.source and told.removal_reason = reasons.removal_reason
where coalesce(own.is_of_record, true);

{# How often the rules of a frame are asked and broken, in one pass over it; notes are to know, and no doubt. #}
{% macro failures(frame, relation) %}
    select
        source,
        delivery,
        period,
        county_code,
        siruta,
        unnest([
            {% for measure in measures if measure.frame == frame and measure.rule in doubting %}
            {
                'rule': '{{ measure.rule }}',
                'checked': count(*) filter (where {{ measure.checked }}),
                'failures': count(*) filter (where ({{ measure.checked }}) and ({{ measure.fails }}))
            }{{ "," if not loop.last }}
            {% endfor %}
        ], max_depth := 2)
    from {{ relation }}
    where siruta is not null
    group by source, delivery, period, county_code, siruta
{% endmacro %}

create temp table told_failures as
with same_cnp as (
    select
        source,
        told_in,
        cnp,
        count(*) as records,
        case when min(county_code) <> max(county_code) then 2 else min(case when county_code is not null then 1 else 0 end) end as counties
    from record_told
    where is_in_evidence and cnp is not null
    group by source, told_in, cnp
    having count(*) > 1
),

same_name as (
    select
        source,
        told_in,
        name,
        birth_date,
        sex,
        siruta,
        count(*) as records
    from record_told
    where is_in_evidence and name is not null and birth_date is not null and sex is not null and siruta is not null
    group by source, told_in, name, birth_date, sex, siruta
    having count(*) > 1 and count(*) > count(cnp) and min(cnp) is not distinct from max(cnp)
),

people as (
    select
        told.*,
        told.cnp as cnp_key,
        case
            when told.recorded_at < told.ends_at
                then cast(date_sub('month', told.recorded_at, told.ends_at) as integer)
        end as months_in_evidence,
        case
            when told.newest_state_at < told.ends_at
                then cast(date_sub('month', told.newest_state_at, told.ends_at) as integer)
        end as state_age_months,
        coalesce(same_cnp.records, 1) as cnp_records,
        coalesce(same_cnp.counties, 1) as cnp_counties,
        coalesce(same_name.records, 1) as name_records
    from record_told as told
    left join same_cnp
        on
            told.is_in_evidence
            and told.source = same_cnp.source
            and told.told_in = same_cnp.told_in
            and told.cnp = same_cnp.cnp
    left join same_name
        on
            told.is_in_evidence
            and told.source = same_name.source
            and told.told_in = same_name.told_in
            and told.name = same_name.name
            and told.birth_date = same_name.birth_date
            and told.sex = same_name.sex
            and told.siruta = same_name.siruta
    where told.speaks
)

{{ failures('record_told', 'people') }};

-- records of the telling before beside the same records now: what stood there should still stand there
create temp table change_failures as
with struck as (
    select
        sent.base + tombstones.record_id as own_key,
        sent.t
    from read_parquet('lake/spor/tombstones/*.parquet') as tombstones
    inner join spor_telling as sent on tombstones.delivery = sent.delivery
    where tombstones.table_name = 'persons'
),

changes as (
    select
        before.source,
        tellings.delivery,
        tellings.period,
        coalesce(told.county_code, before.county_code) as county_code,
        coalesce(told.siruta, before.siruta) as siruta,
        told.t is not null as is_there,
        told.t is null
        and sources.keeps_removed
        and struck.own_key is null
        and coalesce(own.is_of_record, before.county_code is null) as is_missing,
        before.birth_date as birth_date_before,
        told.birth_date,
        before.sex as sex_before,
        told.sex,
        before.cnp as cnp_key_before,
        told.cnp as cnp_key,
        before.county_code as county_code_before,
        told.county_code as county_code_now,
        before.siruta as siruta_before,
        told.siruta as siruta_now,
        before.recorded_at as recorded_at_before,
        told.recorded_at,
        before.removed_at as removed_at_before,
        told.removed_at,
        before.left_reason as left_reason_before,
        told.left_reason,
        before.states as states_before,
        told.states,
        before.ends_at as ends_at_before
    from record_told as before
    inner join telling as tellings on before.base = tellings.base and before.t + 1 = tellings.t and tellings.speaks
    inner join sources on before.source = sources.source
    left join record_told as told
        on
            before.source = told.source
            and before.own_key = told.own_key
            and before.t + 1 = told.t
    left join delivery_in_force as own
        on tellings.delivery = own.delivery and before.county_code = own.county_code and own.covers
    left join struck on before.own_key = struck.own_key and before.t < struck.t and tellings.t >= struck.t
)

{{ failures('record_change', 'changes') }};

-- each record beside another source's record of the same CNP: a row for each of the two
create temp table source_failures as
with pairs as (
    select
        one.source,
        one.delivery,
        one.period,
        one.county_code,
        one.siruta,
        another.source as other_source,
        one.last_day,
        one.ends_at,
        one.is_in_evidence,
        another.is_in_evidence as other_is_in_evidence,
        one.sex,
        another.sex as other_sex,
        one.birth_date,
        another.birth_date as other_birth_date,
        case when one.birth_date <= one.last_day then date_sub('year', one.birth_date, one.last_day) end as years,
        case when another.birth_date <= one.last_day then date_sub('year', another.birth_date, one.last_day) end
            as other_years,
        another.county_code as other_county_code,
        another.siruta as other_siruta,
        one.removed_at,
        another.removed_at as other_removed_at,
        one.left_reason,
        another.left_reason as other_left_reason,
        one.newest_state_at,
        another.newest_state_at as other_newest_state_at,
        one.pregnant_at,
        another.pregnant_at as other_pregnant_at,
        one.work_status,
        another.work_status as other_work_status
    from record_told as one
    inner join record_told as another
        on one.cnp = another.cnp and one.told_in = another.told_in and one.source <> another.source
    where one.speaks
)

{{ failures('person_sources', 'pairs') }};

-- what each UAT entered into each source in a quarter, beside its own earlier quarters
{% set counts = ['records', 'assessments', 'nothing_found', 'findings', 'services', 'late_services', 'visits'] %}
create temp table past_failures as
with places as (
    select
        people.delivery,
        sent.base + people.id as own_key,
        sent.t,
        localities.siruta,
        people.created_at,
        people.created_at >= sent.starts_at and people.created_at < sent.ends_at as is_new
    from {{ dump('amc', 'beneficiaries') }} as people
    inner join sent on people.delivery = sent.delivery
    inner join amc_locality as localities
        on people.delivery = localities.delivery and people.city_id = localities.locality_id
),

-- changes name households that an earlier delivery told: where one was first stands
households as (
    select
        base,
        id as household_id,
        arg_min(cast(uat as varchar), t_from) as siruta
    from spor_household_told
    group by base, id
),

found as (
    select
        delivery,
        assessment_id,
        count(*) as findings
    from read_parquet('lake/spor/findings/*.parquet')
    where state = 'present'
    group by delivery, assessment_id
),

events as (
    select
        delivery,
        siruta,
        'record' as kind,
        local_date(created_at) as entered_on,
        cast(null as bigint) as findings,
        false as is_late,
        cast(null as bigint) as worker_id
    from places
    where is_new

    union all

    select places.delivery, places.siruta, 'assessment', local_date(entries.recorded_at), entries.findings, false, null
    from amc_entry as entries
    inner join places on entries.t = places.t and entries.own_key = places.own_key
    where entries.findings is not null

    union all

    select
        interventions.delivery,
        places.siruta,
        'service',
        local_date(interventions.created_at),
        null,
        coalesce(cast(interventions.created_at as date) - services.date > {{ limits.late_entry_days }}, false),
        null
    from {{ dump('amc', 'interventions') }} as interventions
    inner join sent
        on
            interventions.delivery = sent.delivery
            and interventions.created_at >= sent.starts_at
            and interventions.created_at < sent.ends_at
    inner join places on sent.t = places.t and sent.base + interventions.beneficiary_id = places.own_key
    left join {{ dump('amc', 'interventionable_individual_services') }} as services
        on interventions.delivery = services.delivery and interventions.interventionable_id = services.id
    where interventions.interventionable_type = 'individual_service'

    union all

    select cases.delivery, cast(cases.location as varchar), 'record', cases.registration_date, null, false, null
    from {{ dump('primero', 'cases') }} as cases
    inner join sent
        on cases.delivery = sent.delivery and cases.registration_date between sent.from_day and sent.to_day
    where cases.status in ('open', 'closed')

    union all

    select households.delivery, cast(households.uat as varchar), 'record', local_date(households.registered_at), null, false, null
    from read_parquet('lake/spor/households/*.parquet') as households
    inner join sent
        on
            households.delivery = sent.delivery
            and households.registered_at >= sent.starts_at
            and households.registered_at < sent.ends_at

    union all

    select
        assessments.delivery,
        households.siruta,
        'assessment',
        local_date(assessments.assessed_at),
        coalesce(found.findings, 0),
        false,
        assessments.worker_id
    from read_parquet('lake/spor/assessments/*.parquet') as assessments
    inner join sent
        on
            assessments.delivery = sent.delivery
            and assessments.assessed_at >= sent.starts_at
            and assessments.assessed_at < sent.ends_at
    inner join households on sent.base = households.base and assessments.household_id = households.household_id
    left join found on assessments.delivery = found.delivery and assessments.id = found.assessment_id

    union all

    select services.delivery, households.siruta, 'service', services.started_on, null, false, services.worker_id
    from read_parquet('lake/spor/services/*.parquet') as services
    inner join sent on services.delivery = sent.delivery and services.started_on between sent.from_day and sent.to_day
    inner join households on sent.base = households.base and services.household_id = households.household_id

    union all

    select visits.delivery, households.siruta, 'visit', local_date(visits.visited_at), null, false, visits.worker_id
    from read_parquet('lake/spor/visits/*.parquet') as visits
    inner join sent
        on
            visits.delivery = sent.delivery
            and visits.visited_at >= sent.starts_at
            and visits.visited_at < sent.ends_at
    inner join households on sent.base = households.base and visits.household_id = households.household_id
),

daily as (
    select
        covered.source,
        covered.county_code,
        uats.siruta,
        events.entered_on,
        quarter_number(events.entered_on) as quarter_number,
        events.worker_id,
        count(*) filter (where events.kind = 'record') as records,
        count(*) filter (where events.kind = 'assessment') as assessments,
        count(*) filter (where events.kind = 'assessment' and events.findings = 0) as nothing_found,
        sum(events.findings) as findings,
        count(*) filter (where events.kind = 'service') as services,
        count(*) filter (where events.kind = 'service' and events.is_late) as late_services,
        count(*) filter (where events.kind = 'visit') as visits
    from events
    inner join uats on events.siruta = uats.siruta
    inner join covered
        on
            events.delivery = covered.delivery
            and uats.county_code = covered.county_code
            and quarter_number(events.entered_on) between covered.tells_from and covered.quarter_number
    group by covered.source, covered.county_code, uats.siruta, events.entered_on, events.worker_id
),

by_day as (
    select
        source,
        county_code,
        siruta,
        quarter_number,
        {% for count in counts %}sum({{ count }}) as {{ count }},
        {% endfor %}
        max(case when worker_id is not null then assessments + visits end) as worker_day_contacts
    from daily
    group by source, county_code, siruta, quarter_number, entered_on
),

quarterly as (
    select
        source,
        county_code,
        siruta,
        quarter_number,
        {% for count in counts %}sum({{ count }}) as {{ count }},
        {% endfor %}
        max(assessments) as day_assessments,
        max(worker_day_contacts) as worker_day_contacts
    from by_day
    group by source, county_code, siruta, quarter_number
),

filled as (
    select
        told.source,
        told.delivery,
        told.county_code,
        started.siruta,
        told.told_quarter as quarter_number,
        {% for count in counts + ['day_assessments', 'worker_day_contacts'] %}
        cast(coalesce(quarterly.{{ count }}, 0) as bigint) as {{ count }},
        {% endfor %}
        case when told.told_quarter = told.quarter_number then told.period end as period
    from (select *, unnest(generate_series(tells_from, quarter_number)) as told_quarter from covered) as told
    inner join (
        select source, county_code, siruta, min(quarter_number) as first_quarter
        from quarterly
        group by all
    ) as started
        on
            told.source = started.source
            and told.county_code = started.county_code
            and told.told_quarter >= started.first_quarter
    left join quarterly
        on
            started.source = quarterly.source
            and started.siruta = quarterly.siruta
            and told.told_quarter = quarterly.quarter_number
),

scaled as (
    select
        *,
        {% for count in ['records', 'assessments', 'services', 'visits'] %}
        2 * sqrt({{ count }} + 0.375) as scaled_{{ count }},
        {% endfor %}
        case when assessments >= {{ limits.own_past_entries_min }} then 2 * asin(sqrt((nothing_found + 0.375) / (assessments + 0.75))) end
            as scaled_nothing_found,
        case when assessments >= {{ limits.own_past_entries_min }} then 2 * sqrt(findings / assessments) end as scaled_findings,
        case when assessments >= {{ limits.own_past_entries_min }} then 2 * asin(sqrt((day_assessments + 0.375) / (assessments + 0.75))) end
            as scaled_day,
        records + assessments + services + visits as entries
    from filled
),

compared as (
    select
        *,
        {% for name in ['records', 'assessments', 'services', 'visits', 'nothing_found', 'findings', 'day'] %}
        case
            when count(scaled_{{ name }}) over past >= {{ limits.own_past_quarters_min | int }}
                then
                    0.6745 * (scaled_{{ name }} - median(scaled_{{ name }}) over past)
                    / greatest(mad(scaled_{{ name }}) over past, 0.6745 * 1{{ ' / sqrt(assessments)' if loop.index > 4 }})
        end as {{ name }}_raw,
        {% endfor %}
        count(*) filter (where entries > 0) over last_ones as busy_quarters_before,
        coalesce(sum(entries) over last_ones, 0) as entries_before
    from scaled
    window
        past as (
            partition by source, siruta order by quarter_number
            rows between {{ limits.own_past_quarters_max | int }} preceding and 1 preceding
        ),
        last_ones as (
            partition by source, siruta order by quarter_number
            rows between {{ limits.busy_quarters_min | int }} preceding and 1 preceding
        )
),

judged as (
    select
        *,
        {% for name in ['records', 'assessments', 'services', 'visits', 'nothing_found', 'findings', 'day'] %}
        case when isfinite({{ name }}_raw) then {{ steady(name ~ '_raw') }} end as {{ name }}_z{{ "," if not loop.last }}
        {% endfor %}
    from compared
    where period >= '{{ first_period }}'
)

{{ failures('uat_source_quarter', 'judged') }};

-- which deliveries tell of a quarter: of those in force for a county all up to it, or the first; of a register the newest
create temp table speaking_delivery as
select
    quarter.period,
    told.source,
    told.county_code,
    told.delivery,
    told.period = max(told.period) over of_county as is_newest
from (
    select
        *,
        min(period) over (partition by source, county_code) as first_period
    from delivery_in_force
    where is_in_force
) as told
cross join quarter
inner join sources on told.source = sources.source
where told.period <= greatest(quarter.period, told.first_period)
window of_county as (partition by quarter.period, told.source, told.county_code)
qualify sources.kind <> 'register' or told.period = max(told.period) over of_county;

-- what gate 1 found and nobody mended: until a later delivery sends the record again, or strikes it
create temp table standing_failures as
with told as (
    select found.*
    from read_parquet('lake/*/delivery_findings/*.parquet') as found
    semi join speaking_delivery as speaking on found.delivery = speaking.delivery
    where found.rule in ({% for rule in doubting %}'{{ rule }}'{{ ", " if not loop.last }}{% endfor %})
),

named as (
    select distinct
        told.delivery,
        told.table_name,
        told.record_id,
        own.county_code,
        own.period
    from told
    inner join delivery_in_force as own
        on told.delivery = own.delivery and own.source = 'spor' and own.is_in_force
    where told.record_id is not null
),

sent_again as (
    select
        named.delivery,
        named.table_name,
        named.record_id,
        min(later.period) as sent_again_in
    from named
    inner join (
        {% for table in spor_tables %}
        select '{{ table }}' as table_name, id as record_id, delivery from read_parquet('lake/spor/{{ table }}/*.parquet')
        union all
        {% endfor %}
        select table_name, record_id, delivery from read_parquet('lake/spor/tombstones/*.parquet')
    ) as again on named.table_name = again.table_name and named.record_id = again.record_id
    inner join delivery_in_force as later
        on
            again.delivery = later.delivery
            and later.source = 'spor'
            and later.is_in_force
            and named.county_code = later.county_code
            and named.period < later.period
    group by named.delivery, named.table_name, named.record_id
),

standing as (
    select
        speaking.period,
        speaking.source,
        told.rule,
        told.table_name,
        told.is_of_rows,
        coalesce(uats.county_code, speaking.county_code) as county_code,
        uats.siruta,
        sum(told.failures) as failures
    from told
    inner join speaking_delivery as speaking on told.delivery = speaking.delivery
    left join uats on told.siruta = uats.siruta
    left join sent_again
        on
            told.delivery = sent_again.delivery
            and told.table_name = sent_again.table_name
            and told.record_id = sent_again.record_id
    where
        coalesce(uats.county_code = speaking.county_code, true)
        and (told.is_of_rows or speaking.is_newest)
        and coalesce(sent_again.sent_again_in > speaking.period, true)
    group by all
),

rows_of_uats as (
    select
        speaking.period,
        speaking.source,
        places.table_name,
        uats.siruta,
        sum(places.rows_new) as rows_standing
    from read_parquet('lake/*/delivery_places/*.parquet') as places
    inner join speaking_delivery as speaking on places.delivery = speaking.delivery
    inner join uats on places.siruta = uats.siruta
    where coalesce(uats.county_code = speaking.county_code, true)
    group by all
),

rows_of_counties as (
    select
        speaking.period,
        speaking.source,
        counts.table_name,
        speaking.county_code,
        sum(counts.rows_read) as rows_standing
    from read_parquet('lake/*/delivery_tables/*.parquet') as counts
    inner join speaking_delivery as speaking on counts.delivery = speaking.delivery
    group by all
)

select
    standing.period,
    standing.source,
    standing.rule,
    standing.county_code,
    standing.siruta,
    standing.is_of_rows,
    cast(sum(greatest(
        standing.failures,
        coalesce(case when standing.siruta is null then of_county.rows_standing else of_uat.rows_standing end, 0)
    )) as bigint) as checked,
    cast(sum(standing.failures) as bigint) as failures
from standing
left join rows_of_uats as of_uat
    on
        standing.period = of_uat.period
        and standing.source = of_uat.source
        and standing.table_name = of_uat.table_name
        and standing.siruta = of_uat.siruta
left join rows_of_counties as of_county
    on
        standing.period = of_county.period
        and standing.source = of_county.source
        and standing.table_name = of_county.table_name
        and standing.county_code is not distinct from of_county.county_code
group by all;

-- the UATs of which a delivery holds rows; AMC's list of localities has rows of all, whoever works there
create temp table present as
select distinct
    deliveries.source,
    deliveries.period,
    deliveries.kind,
    deliveries.delivery,
    uats.siruta,
    uats.county_code
from read_parquet('lake/*/delivery_places/*.parquet') as places
inner join (select distinct source, delivery, period, kind from delivery_in_force) as deliveries
    on places.delivery = deliveries.delivery
inner join uats on places.siruta = uats.siruta
where places.table_name <> 'cities' and places.rows > 0;

-- since when a source has told of a UAT, and up to which quarter a whole delivery holds what was not sent in time
create temp table told_of as
select
    source,
    county_code,
    siruta,
    min(period) as told_from,
    max(case when kind = 'whole' then period end) as whole_until
from present
group by source, county_code, siruta;

-- Reports that have not come, by UAT. A report is a source's data of one UAT or county (seed reporting_calendar) for a
-- quarter, half-year or year; it has come with the first delivery that covers the county and, of a UAT, holds a row of it.
create temp table not_received as
with due as (
    select
        calendar.source,
        calendar.reports_per,
        quarter.period,
        quarter.last_day,
        substr(quarter.period, 1, 6) || case
            when calendar.every = 'year' then '1'
            when calendar.every = 'half-year' and substr(quarter.period, 7, 1) = '2' then '1'
            when calendar.every = 'half-year' then '3'
            else substr(quarter.period, 7, 1)
        end as from_period
    from reporting_calendar as calendar
    inner join quarter
        on
            quarter.period >= coalesce(calendar.valid_from, quarter.period)
            and quarter.period <= coalesce(calendar.valid_to, quarter.period)
            and (
                calendar.every = 'quarter'
                or (calendar.every = 'half-year' and substr(quarter.period, 7, 1) in ('2', '4'))
                or (calendar.every = 'year' and substr(quarter.period, 7, 1) = '4')
            )
    where calendar.reports_per <> 'country'
),

reports as (
    select
        'uat' as reports_per,
        covered.source,
        covered.period,
        present.county_code,
        present.siruta
    from delivery_in_force as covered
    inner join present on covered.delivery = present.delivery and covered.county_code = present.county_code
    where covered.covers

    union all

    select 'county', source, period, county_code, null
    from delivery_in_force
    where covers and county_code is not null
),

-- who has to report: the programme's UATs and their counties; without a register of them, who ever did
expected as (
    select distinct
        due.source,
        due.period,
        due.reports_per,
        due.from_period,
        uats.county_code,
        case when due.reports_per = 'uat' then members.siruta end as siruta
    from due
    inner join programme_uat as members
        on
            due.last_day >= members.joined_on
            and (members.left_on is null or due.last_day < members.left_on)
    inner join uats on members.siruta = uats.siruta

    union all

    select distinct
        due.source,
        due.period,
        due.reports_per,
        due.from_period,
        reports.county_code,
        reports.siruta
    from due
    inner join reports
        on due.source = reports.source and due.reports_per = reports.reports_per and due.period >= reports.period
    where not exists (select 1 from programme_uat)
),

missing as (
    select expected.*
    from expected
    where not exists (
        select 1 from reports
        where
            expected.source = reports.source
            and expected.reports_per = reports.reports_per
            and reports.period between expected.from_period and expected.period
            and expected.county_code = reports.county_code
            and expected.siruta is not distinct from reports.siruta
    )
)

select distinct
    missing.period,
    missing.source,
    told_of.siruta
from missing
inner join told_of
    on
        missing.source = told_of.source
        and missing.county_code = told_of.county_code
        and coalesce(missing.siruta, told_of.siruta) = told_of.siruta
where told_of.told_from < missing.period and (told_of.whole_until is null or told_of.whole_until < missing.period);

-- which indicators of a UAT are in doubt: the worst reason stands
create temp table uat_verdict as
with rule (rule, frame, is_error, valid_from, valid_to, code_begins) as (
    values
    {% for row in doubts %}
    ('{{ row.rule }}', {{ row.frame }}, {{ row.is_error }}, {{ row.valid_from }}, {{ row.valid_to }}, '{{ row.code }}'){{ "," if not loop.last }}
    {% endfor %}
),

severity as (
    select distinct rule, frame, is_error
    from rule
),

resting as (
    select
        catalogue.indicator,
        frames.source,
        frames.without_report
    from indicators as catalogue
    inner join frame_sources as frames
        on
            catalogue.unit_of_analysis = frames.unit_of_analysis
            and {{ begins_with('catalogue.indicator', 'frames.indicators') }}
),

people as (
    select source, delivery, siruta, count(*) as in_evidence
    from record_told
    where is_in_evidence and siruta is not null
    group by source, delivery, siruta
),

-- what is of a whole county is of each of its UATs; a rule that is asked of few is held against all people of the place
counted as (
    select
        standing.period,
        standing.source,
        standing.rule,
        coalesce(standing.siruta, told_of.siruta) as siruta,
        not standing.is_of_rows as is_of_all,
        standing.checked,
        standing.failures
    from standing_failures as standing
    left join told_of
        on
            standing.siruta is null
            and standing.source = told_of.source
            and coalesce(standing.county_code, told_of.county_code) = told_of.county_code
            and standing.period >= told_of.told_from
    where coalesce(standing.siruta, told_of.siruta) is not null

    union all

    select
        speaking.period,
        failures.source,
        failures.rule,
        failures.siruta,
        false as is_of_all,
        greatest(failures.checked, coalesce(people.in_evidence, 0)) as checked,
        failures.failures
    from (from told_failures union all from change_failures union all from source_failures) as failures
    inner join speaking_delivery as speaking
        on
            failures.source = speaking.source
            and failures.delivery = speaking.delivery
            and failures.county_code = coalesce(speaking.county_code, failures.county_code)
            and speaking.is_newest
    left join people
        on
            failures.source = people.source
            and failures.delivery = people.delivery
            and failures.siruta = people.siruta
    where failures.failures > 0

    union all

    select period, source, rule, siruta, true as is_of_all, checked, failures
    from past_failures
    where failures > 0
),

failing as (
    select
        counted.period,
        counted.source,
        counted.rule,
        counted.siruta,
        counted.failures / cast(counted.checked as double) as share_failing,
        case
            when not severity.is_error then 1
            when counted.is_of_all and severity.frame is null then 1
            when counted.is_of_all then 2
            when counted.failures > {{ limits.verdict_error_share_max }} * counted.checked then 2
            else 1
        end as grade
    from counted
    inner join severity on counted.rule = severity.rule
    where
        counted.is_of_all
        or (
            counted.failures >= {{ limits.verdict_failures_min }}
            and counted.failures > {{ limits.verdict_warning_share_max }} * counted.checked
        )
),

doubts as (
    select
        failing.period,
        failing.siruta,
        resting.indicator,
        failing.grade
    from failing
    inner join rule
        on
            failing.rule = rule.rule
            and failing.period >= coalesce(rule.valid_from, failing.period)
            and failing.period <= coalesce(rule.valid_to, failing.period)
    inner join resting
        on failing.source = resting.source and {{ begins_with('resting.indicator', 'rule.code_begins') }}

    union all

    select
        not_received.period,
        not_received.siruta,
        resting.indicator,
        case resting.without_report when 'withheld' then 2 else 1 end as grade
    from not_received
    inner join resting on not_received.source = resting.source
    where resting.without_report <> 'none'
)

select
    quarter.q,
    places.county_code,
    doubts.siruta,
    doubts.indicator,
    max(doubts.grade) as grade
from doubts
inner join quarter on doubts.period = quarter.period
inner join uats as places on doubts.siruta = places.siruta
group by all;
