-- What registers tell of each UAT at a quarter's end. A register that is in force for a county and has no row of a UAT
-- says that there is nothing; where none is in force nobody knows.
{% set school_years = var('thresholds').school_years_max %}

with speaking as (
    select
        county_code,
        bool_or(source = 'programme') as programme,
        bool_or(source = 'accreditation') as accreditation,
        bool_or(source = 'social_services') as social_services,
        max(case when source = 'spor' then period end) as spor_until
    from {{ ref('delivery_in_force') }}
    where covers and is_in_force
    group by county_code
),

delivered as (
    select
        deliveries.county_code,
        deliveries.period,
        count(distinct deliveries.source) as systems
    from {{ ref('delivery_in_force') }} as deliveries
    inner join {{ ref('dim_source') }} as sources on deliveries.source = sources.source
    where deliveries.is_of_record and sources.kind = 'case_management'
    group by deliveries.county_code, deliveries.period
),

accredited as (
    select distinct
        quarters.period,
        register.siruta
    from {{ ref('fct_accreditation') }} as register
    inner join {{ ref('dim_quarter') }} as quarters
        on
            register.accredited_from <= quarters.last_day
            and (register.accredited_to is null or register.accredited_to >= quarters.last_day)
),

licensed as (
    select
        quarters.period,
        register.siruta,
        count(*) as services,
        {{ count_where("substr(register.service_code, 5, 2) <> 'CR'") }} as community_services,
        cast(sum(register.capacity) as bigint) as capacity
    from {{ ref('fct_licensed_service') }} as register
    inner join {{ ref('dim_quarter') }} as quarters
        on
            register.licensed_from <= quarters.last_day
            and (register.licensed_to is null or register.licensed_to >= quarters.last_day)
    group by quarters.period, register.siruta
),

school_years as (
    select
        county_code,
        cast(substr(school_year, 6, 4) as integer) as ended_in,
        cast(sum(enrolled) as bigint) as pupils,
        cast(sum(dropped_out) as bigint) as pupils_dropped_out
    from {{ ref('fct_school_dropout') }}
    group by county_code, school_year
    having count(*) = 3
),

quarters as (
    select
        period,
        last_day,
        substr(cast(last_day as varchar), 1, 7) as last_month,
        date_part('year', last_day) - case when date_part('month', last_day) < 9 then 1 else 0 end as school_year_ended
    from {{ ref('dim_quarter') }}
),

dropout as (
    select
        quarters.period,
        school_years.*
    from school_years
    inner join quarters
        on
            school_years.ended_in <= quarters.school_year_ended
            and school_years.ended_in > quarters.school_year_ended - {{ school_years }}
    qualify row_number() over (
        partition by quarters.period, school_years.county_code order by school_years.ended_in desc
    ) = 1
)

select
    quarters.period,
    places.county_code,
    places.siruta,
    places.kind,
    case when speaking.programme then members.siruta is not null end as in_programme,
    members.wave,
    members.joined_on,
    coalesce(delivered.systems, 0) as systems_delivered,
    coalesce(speaking.spor_until >= quarters.period, false) as told_by_spor,
    case when speaking.accreditation then accredited.siruta is not null end as has_accreditation,
    case when speaking.social_services then coalesce(licensed.services, 0) end as licensed_services,
    case when speaking.social_services then coalesce(licensed.community_services, 0) end as licensed_community_services,
    case when speaking.social_services then coalesce(licensed.capacity, 0) end as licensed_capacity,
    unemployment.registered as unemployed,
    incomes.families as minimum_income_families,
    incomes.people as minimum_income_people,
    dropout.pupils,
    dropout.pupils_dropped_out
from {{ ref('dim_uat') }} as places
cross join quarters
left join {{ ref('programme_uat') }} as members
    on
        places.siruta = members.siruta
        and quarters.last_day >= members.joined_on
        and (members.left_on is null or quarters.last_day < members.left_on)
left join delivered on places.county_code = delivered.county_code and quarters.period = delivered.period
left join speaking on places.county_code = speaking.county_code
left join accredited on places.siruta = accredited.siruta and quarters.period = accredited.period
left join licensed on places.siruta = licensed.siruta and quarters.period = licensed.period
left join {{ ref('fct_unemployment') }} as unemployment
    on places.siruta = unemployment.siruta and quarters.last_month = unemployment.month
left join {{ ref('fct_minimum_income') }} as incomes
    on places.siruta = incomes.siruta and quarters.last_month = incomes.month
left join dropout on places.county_code = dropout.county_code and quarters.period = dropout.period
