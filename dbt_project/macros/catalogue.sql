{# Indicators are expressions over the columns of a frame. These macros turn those that can be summed into SQL. A run
   passes them as `--vars`: `indicators` is a list of {indicator, column, unit_of_analysis, measure, breakdown, category,
   breakdowns, numerator, denominator}. `column` is unique and names the sums; an indicator that stands for one number a
   code has a row a code, with its breakdown and category. #}

{% macro indicators_of(unit) -%}
    {{ return(var('indicators') | selectattr('unit_of_analysis', 'equalto', unit) | list) }}
{%- endmacro %}

{# Boolean columns from the sets of a frame, never null: of each dimension whether it was assessed (`doc_assessed`) and
   whether something of it was found (`doc`), and each vulnerability. #}
{% macro finding_flags() -%}
    {% for dimension in var('dimensions') %}
    {{ meets('dimensions_assessed', dimension_set([dimension])) }} as {{ dimension | lower }}_assessed,
    {{ meets('vulnerabilities', vulnerabilities_of([dimension])) }} as {{ dimension | lower }},
    {% endfor %}
    {% for vulnerability in var('vulnerabilities') %}
    {{ meets('vulnerabilities', vulnerability_set([vulnerability])) }} as {{ vulnerability }}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# The sums of an indicator over the rows of a frame, as doubles: `_n` its numerator, `_d` its denominator, and of a mean
   `_s` the squares. A share counts rows whose expressions hold; what is null counts as false and adds nothing. #}
{% macro frame_sums(rows) -%}
    {% for row in rows %}
    {% set n, d = row.numerator, row.denominator %}
    {% if row.measure == 'share' %}
    cast({{ count_where('(' ~ d ~ ') and (' ~ n ~ ')') }} as double) as {{ row.column }}_n,
    cast({{ count_where(d) }} as double) as {{ row.column }}_d
    {%- elif row.measure == 'mean' %}
    sum(cast({{ n }} as double)) filter (where {{ d }}) as {{ row.column }}_n,
    cast(count({{ n }}) filter (where {{ d }}) as double) as {{ row.column }}_d,
    sum(cast({{ n }} as double) * ({{ n }})) filter (where {{ d }}) as {{ row.column }}_s
    {%- elif row.measure == 'count' %}
    sum(cast({{ n }} as double)) as {{ row.column }}_n
    {%- else %}
    sum(cast({{ n }} as double)) as {{ row.column }}_n,
    sum(cast({{ d }} as double)) as {{ row.column }}_d
    {%- endif %}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# The sums of these sums. #}
{% macro sums_of_sums(rows) -%}
    {% for row in rows %}
    {% for part in parts_of(row) %}
    sum({{ row.column }}_{{ part }}) as {{ row.column }}_{{ part }}{{ "," if not loop.last }}
    {% endfor %}{{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Their names. #}
{% macro sum_columns(rows) -%}
    {% for row in rows %}{% set last = loop.last %}
    {% for part in parts_of(row) %}{{ row.column }}_{{ part }}{{ "," if not (last and loop.last) }} {% endfor %}
    {% endfor %}
{%- endmacro %}

{% macro parts_of(row) -%}
    {{ return({'mean': ['n', 'd', 's'], 'count': ['n']}.get(row.measure, ['n', 'd'])) }}
{%- endmacro %}

{# The sums of a frame by place, breakdown and category, long. First the smallest cells, then their sums at all levels: a
   unit is counted once, however many sums hold it. Each place of `places` has a row for each quarter and each category
   of the seed `breakdowns`: what is not there is 0 of 0, not a missing row. Of codes only those that somebody can have. #}
{% macro frame_counts(unit, relation, quarters, places, categories) -%}
    {% set rows = indicators_of(unit) %}
    {% set columns = frames()[unit] %}
    {% set keys = ['period', 'geo_level', 'geo_code', 'county_code', 'breakdown', 'category'] %}
    select
        {{ keys[:4] | join(', ') }},
        coalesce(code_breakdown, breakdown) as breakdown,
        coalesce(code_category, category) as category,
        indicator,
        coalesce({{ steady('numerator') }}, 0) as numerator,
        coalesce({{ steady('denominator') }}, 0) as denominator,
        {{ steady('squares') }} as squares
    from (
        select
            {{ keys | join(', ') }},
            {{ indicator_sums(rows, columns.keys() | list) }}
        from (
            select
                {% for key in keys %}
                coalesce(summed.{{ key }}, grid.{{ key }}) as {{ key }},
                {% endfor %}
                {{ sum_columns(rows) }}
            from (
                select
                    period,
                    {{ place_level() }} as geo_level,
                    {{ place_code() }} as geo_code,
                    county_code,
                    {{ breakdown_of(columns) }} as breakdown,
                    {{ category_of(columns) }} as category,
                    {{ sums_of_sums(rows) }}
                from (
                    select
                        period,
                        county_code,
                        siruta,
                        {% for column in columns.values() %}cast({{ column }} as varchar) as {{ column }},{% endfor %}
                        {{ frame_sums(rows) }}
                    from {{ relation }}
                    group by period, county_code, siruta{% for column in columns.values() %}, {{ column }}{% endfor %}
                ) as cells
                group by
                    period,
                    rollup(county_code, siruta),
                    grouping sets ((){% for column in columns.values() %}, ({{ column }}){% endfor %}) -- noqa: PRS
            ) as summed
            full join (
                select
                    quarters.period,
                    places.geo_level,
                    places.geo_code,
                    places.county_code,
                    categories.breakdown,
                    categories.category
                from {{ places }} as places
                cross join {{ quarters }} as quarters
                cross join {{ categories }} as categories
                where categories.breakdown in ('total'{% for breakdown in columns %}, '{{ breakdown }}'{% endfor %})
            ) as grid
                on
                    summed.period = grid.period
                    and summed.geo_level = grid.geo_level
                    and summed.geo_code = grid.geo_code
                    and summed.breakdown = grid.breakdown
                    and summed.category = grid.category
        ) as filled
    ) as paired
    where code_breakdown is null or denominator > 0
{%- endmacro %}

{# How many different units of a stock stood in each indicator's denominator in one of the quarters at least, by UAT, of
   the UATs and quarters of the CTEs so named: siruta, indicator, units. #}
{% macro frame_distinct(relation, key, rows) -%}
    select
        siruta,
        pair.indicator,
        pair.units
    from (
        select
            siruta,
            {{ elements(indicator_units(rows)) }} as pair
        from (
            select
                siruta,
                {% for row in rows %}{{ count_where(row.column ~ '_d') }} as {{ row.column }}_d{{ ", " if not loop.last }}{% endfor %}
            from (
                select
                    frame.siruta,
                    frame.{{ key }},
                    {% for row in rows %}
                    bool_or({{ row.denominator }}) as {{ row.column }}_d{{ "," if not loop.last }}
                    {% endfor %}
                from {{ relation }} as frame
                inner join quarters on frame.period = quarters.period
                inner join uats on frame.siruta = uats.siruta
                group by frame.siruta, frame.{{ key }}
            ) as flagged
            group by siruta
        ) as counted
    ) as paired
{%- endmacro %}

{# The breakdown that a row of the grouping sets belongs to, and its category there. #}
{% macro breakdown_of(columns) -%}
    {% for breakdown, column in columns.items() %}case when grouping({{ column }}) = 0 then '{{ breakdown }}' else
    {% endfor %}'total'{{ " end" * columns | length }}
{%- endmacro %}

{% macro category_of(columns) -%}
    {% for column in columns.values() %}case when grouping({{ column }}) = 0 then coalesce({{ column }}, 'unknown') else
    {% endfor %}'all'{{ " end" * columns | length }}
{%- endmacro %}

{# Whether a word stands in a list of words with blanks between, as the catalogue writes levels and breakdowns. #}
{% macro word_in(word, words) -%} ' ' || {{ words }} || ' ' like '% ' || {{ word }} || ' %' {%- endmacro %}
