-- Gate 3 judges the run's last quarter: of the UATs' cells that count, how many are withheld.
select
    period,
    cast(sum(uats) as bigint) as cells,
    cast(sum(uats - uats_usable) as bigint) as cells_withheld,
    coalesce(sum(uats - uats_usable) / cast(nullif(sum(uats), 0) as double), 0) as share_withheld
from {{ ref('cell_verdict') }}
where period = '{{ var("period") }}' and geo_level = 'country'
group by period
