{{ config(alias="dimensions") }}

select
    dimension,
    position,
    name_ro,
    name_en
from {{ ref('dimensions') }}
