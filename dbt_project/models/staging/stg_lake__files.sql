select
    {{ path_part('file_name', 3) }} as source,
    {{ path_part('file_name', 2) }} as table_name,
    replace({{ path_part('file_name', 1) }}, '.parquet', '') as delivery,
    num_rows as rows_held
from {{ source('lake', 'files') }}
