-- What each code of a source means to us, and its bit in the sets of a state: of its vulnerability, and its own among
-- the codes of its source and kind. Those that say "nothing found" have none.
with codes as (
    select
        source,
        code,
        kind,
        vulnerability,
        row_number() over (partition by source, kind order by code) - 1 as place
    from {{ ref('source_codes') }}
)

select
    codes.source,
    codes.code as source_code,
    codes.kind,
    codes.vulnerability,
    vulnerabilities.dimension,
    coalesce(vulnerabilities.own_bit, 0) as vulnerability_bit,
    case when codes.kind = 'none' then 0 else {{ nth_bit('codes.place') }} end as code_bit
from codes
left join {{ ref('dim_vulnerability') }} as vulnerabilities on codes.vulnerability = vulnerabilities.vulnerability
