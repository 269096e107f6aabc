{{ config(alias="quarters") }}

-- Written when all that keeps quarters is: of a run cut off before, no quarter counts as published. depends_on:
-- {{ ref('funnel') }} {{ ref('published_community_risk') }} {{ ref('published_indicators') }}
-- {{ ref('quality_rates') }} {{ ref('reporting') }} {{ ref('restricted') }} {{ ref('restricted_quality') }}
-- {{ ref('verdicts') }}
select
    period,
    '{{ var("period") }}' as computed_in,
    '{{ var("code") }}' as code_sha256
from {{ ref('dim_quarter') }}
