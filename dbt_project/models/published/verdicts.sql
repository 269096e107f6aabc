-- Which cells are in doubt, why, and who can mend it; of counties and the country all, with how many of their UATs are
-- usable. Published only behind gate 3. depends_on: {{ ref('indicator_failures') }}
select
    period,
    geo_level,
    geo_code,
    indicator,
    verdict,
    reason,
    source,
    mended_by,
    uats,
    uats_usable
from {{ ref('cell_verdict') }}
