select
    codes.indicator,
    codes.dimension,
    codes.family,
    families.name_ro as family_ro,
    families.name_en as family_en,
    cast(row_number() over (
        order by families.position, coalesce(dimensions.position, 0), codes.indicator
    ) as integer) as position,
    codes.measure,
    codes.polarity,
    codes.unit,
    cast(units.decimals as integer) as decimals,
    units.name_ro as unit_ro,
    units.name_en as unit_en,
    codes.sensitivity,
    texts.name_ro,
    texts.name_en,
    texts.definition_ro,
    texts.definition_en,
    texts.population_ro,
    texts.population_en,
    texts.source,
    texts.caveat_ro,
    texts.caveat_en
from {{ ref('indicators') }} as codes
inner join {{ ref('indicator_texts') }} as texts on codes.indicator = texts.indicator
inner join {{ ref('units') }} as units on codes.unit = units.unit
inner join {{ ref('families') }} as families on codes.family = families.family
left join {{ ref('dimensions') }} as dimensions on codes.dimension = dimensions.dimension
