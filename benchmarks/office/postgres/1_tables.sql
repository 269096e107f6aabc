-- What is loaded: the lake's tables with the columns that the indicators need, and the catalogues of seeds/. Unlogged,
-- as all that is made of them: it can be made again, and unlike temporary tables parallel workers may read it.
create unlogged table deliveries (source text, delivery text, period text, seen integer, kind text, since text);
create unlogged table delivery_counties (delivery text, county_code text, covers boolean);

create unlogged table amc_beneficiaries (
    delivery text, id bigint, type text, status text, cnp_key text, name_key text, name_sound_key text, gender text,
    date_of_birth date, work_status text, county_id bigint, city_id bigint, created_at timestamp, updated_at timestamp
);
create unlogged table amc_cities (delivery text, id bigint, level bigint, parent_id bigint);
create unlogged table amc_counties (delivery text, id bigint, siruta bigint);
create unlogged table amc_vulnerability_entries (
    delivery text, id bigint, beneficiary_id bigint, codes text [], created_at timestamp
);

create unlogged table spor_persons (
    delivery text, id bigint, cnp_key text, name_key text, name_sound_key text, sex text, birth_date date,
    registered_at timestamp, removed_at timestamp
);
create unlogged table spor_memberships (
    delivery text, id bigint, person_id bigint, household_id bigint, joined_on date, left_on date
);
create unlogged table spor_households (delivery text, id bigint, uat bigint, residence text);
create unlogged table spor_assessments (delivery text, id bigint, household_id bigint, assessed_at timestamp);
create unlogged table spor_person_assessments (
    delivery text, id bigint, assessment_id bigint, person_id bigint, activity_status text
);
create unlogged table spor_findings (
    delivery text, id bigint, assessment_id bigint, person_id bigint, vulnerability text, state text
);
create unlogged table spor_tombstones (delivery text, table_name text, record_id bigint);

create unlogged table primero_cases (
    delivery text, case_id text, status text, registration_date date, date_of_birth date, sex text, cnp_key text,
    name_key text, name_sound_key text, location bigint, county text, protection_concerns text [], date_closure date
);

create unlogged table uats (siruta text, county_code text, area text);
create unlogged table counties (siruta text, county_code text);
create unlogged table source_codes (source text, code text, vulnerability text);
create unlogged table vulnerabilities (vulnerability text, dimension text);
create unlogged table source_precedence (attribute text, source text, rank integer);
create unlogged table activity_statuses (activity_status text, work_status text);
create unlogged table age_bands (age_band text, age_from integer, age_to integer);
create unlogged table breakdowns (breakdown text, category text);
create unlogged table thresholds (threshold text, value double precision);
create unlogged table indicators (
    indicator text, unit_of_analysis text, measure text, each text, numerator text, denominator text
);
