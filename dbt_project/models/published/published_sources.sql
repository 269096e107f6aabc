{{ config(alias="sources") }}

select
    source,
    kind,
    name_ro,
    name_en
from {{ ref('dim_source') }}
