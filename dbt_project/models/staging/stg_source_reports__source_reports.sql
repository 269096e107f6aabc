select
    delivery,
    source,
    period,
    place,
    figure,
    value
from {{ source('source_reports', 'source_reports') }}
