-- Reads core only behind gate 2. depends_on: {{ ref('core_failures') }}
with people as (
    select
        people.period,
        people.person_key,
        people.county_code,
        people.siruta,
        people.area,
        people.sex,
        people.age,
        bands.age_band,
        people.assessed,
        people.state_age_days,
        people.work_status is not null as employment_known,
        coalesce(people.work_status = 'no', false) as not_working,
        {% for dimension in var('dimensions') %}
        {{ holds('people.dimensions_assessed', dimension) }} as {{ dimension | lower }}_assessed,
        {% endfor %}
        {{ finding_flags('people') }}
    from {{ ref('person_quarter_state') }} as people
    left join {{ ref('age_bands') }} as bands on people.age between bands.age_from and bands.age_to
)

select
    period,
    person_key,
    county_code,
    siruta,
    area,
    sex,
    age_band,
    {{ indicator_flags() }}
from people
