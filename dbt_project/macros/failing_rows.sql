{# Failing rows by quarter of the run, place, source and rule, at the three levels, where there are any. `checked`: rows
   that the rule was asked of; `uats`: UATs that have failing ones; `largest`: the most that one UAT has; `of_frames`: the
   rule is one of the warehouse, `of_uats`: asked of a UAT as a whole, `of_places`: or of a register; these count no
   people. Rows without a UAT stand in their county, those without a county in the country only. #}
{% macro failing_rows() -%}
    {% set of_frames = var('measures') | map(attribute='rule') | list %}
    {% set of_uats = var('measures') | selectattr('frame', 'equalto', 'uat_source_quarter')
        | map(attribute='rule') | list %}
    {%- for level, code in [('country', "'RO'"), ('county', 'county_code'), ('uat', 'siruta')] %}
    {{ "union all" if not loop.first }}
    select
        period,
        '{{ level }}' as geo_level,
        {{ code }} as geo_code,
        source,
        rule,
        cast(sum(checked) as bigint) as checked,
        cast(sum(failures) as bigint) as failures,
        count(distinct case when failures > 0 then siruta end) as uats,
        cast(max(case when siruta is not null and failures > 0 then of_uat end) as bigint) as largest,
        bool_and(of_frames) as of_frames,
        bool_and(of_uats) as of_uats,
        bool_and(of_uats or kind = 'register') as of_places
    from (
        select
            failures.*,
            sources.kind,
            failures.rule in ({{ "'" ~ of_frames | join("', '") ~ "'" }}) as of_frames,
            failures.rule in ({{ "'" ~ of_uats | join("', '") ~ "'" }}) as of_uats,
            sum(failures.failures) over (
                partition by failures.period, failures.source, failures.rule, failures.siruta
            ) as of_uat
        from {{ ref('rule_failures') }} as failures
        inner join {{ ref('dim_source') }} as sources on failures.source = sources.source
        where failures.period >= '{{ var("first_period") }}'
    ) as failing
    where {{ code }} is not null
    group by period, {{ code }}, source, rule
    having sum(failures) > 0
    {%- endfor %}
{%- endmacro %}

{# All rows of each source that came, by quarter and place, at the three levels. AMC's list of localities has rows of all
   UATs, whoever works there. #}
{% macro rows_that_came() -%}
    {%- for level, code in [('country', "'RO'"), ('county', 'county_code'), ('uat', 'siruta')] %}
    {{ "union all" if not loop.first }}
    select
        came.period,
        '{{ level }}' as geo_level,
        {{ code }} as geo_code,
        came.source,
        cast(sum(came."rows") as bigint) as checked,
        bool_and(sources.kind = 'register') as of_places
    from {{ ref('rows_checked') }} as came
    inner join {{ ref('dim_source') }} as sources on came.source = sources.source
    where {{ code }} is not null and came.table_name <> 'cities'
    group by came.period, {{ code }}, came.source
    {%- endfor %}
{%- endmacro %}

{# The rules of `judged`, and by quarter, place and source what gate 1 found of rules whose number is shown, as rule `all`,
   beside all rows that came: of every place of `came`, so that a quarter without failures says 0. `came` says what of it
   is_hidden. #}
{% macro rates_shown() -%}
    select
        period,
        geo_level,
        geo_code,
        source,
        rule,
        case when status = 'published' then checked end as checked,
        case when status = 'published' then failures end as failures,
        case when status = 'published' and checked > 0 then failures / cast(checked as double) end as rate,
        status
    from (
        select
            period,
            geo_level,
            geo_code,
            source,
            rule,
            case when not of_uats then checked end as checked,
            failures,
            status
        from judged

        union all

        select
            came.period,
            came.geo_level,
            came.geo_code,
            came.source,
            'all' as rule,
            came.checked,
            cast(coalesce(sum(judged.failures) filter (where judged.status = 'published'), 0) as bigint) as failures,
            case
                when came.is_hidden then 'suppressed'
                when count(judged.rule) > 0 and bool_and(judged.status = 'suppressed') then 'suppressed'
                else 'published'
            end as status
        from came
        left join judged
            on
                came.period = judged.period
                and came.geo_level = judged.geo_level
                and came.geo_code = judged.geo_code
                and came.source = judged.source
                and not judged.of_frames
        group by came.period, came.geo_level, came.geo_code, came.source, came.checked, came.is_hidden
    ) as every
{%- endmacro %}
