select
    delivery,
    id as family_id,
    household_id
from {{ dump_rows('amc', 'families') }}
