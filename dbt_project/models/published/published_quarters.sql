{{ config(alias="quarters") }}

-- Published only behind gate 3, as `published_indicators` is. depends_on: {{ ref('indicator_failures') }}
select
    period,
    '{{ var("period") }}' as computed_in,
    '{{ var("code") }}' as code_sha256
from {{ ref('dim_quarter') }}
