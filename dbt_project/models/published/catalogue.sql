select
    indicator,
    dimension,
    family,
    cast(row_number() over (order by position, indicator) as integer) as position,
    polarity,
    unit,
    sensitivity,
    name_ro,
    name_en,
    definition_ro,
    definition_en,
    population_ro,
    population_en,
    source,
    caveat_ro,
    caveat_en
from (
    select
        catalogue.*,
        coalesce(dimensions.position, 0) as position
    from {{ ref('indicators') }} as catalogue
    left join {{ ref('dimensions') }} as dimensions on catalogue.dimension = dimensions.dimension
) as ordered
