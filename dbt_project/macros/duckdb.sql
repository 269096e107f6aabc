{# What only DuckDB understands. A second engine gets these macros again, in its own words. #}

{# First instant of a day in Bucharest, as a UTC timestamp without zone. #}
{% macro day_start_utc(first_day) -%}
    timezone('UTC', timezone('Europe/Bucharest', cast({{ first_day }} as timestamp)))
{%- endmacro %}

{# The date in Bucharest of a UTC timestamp without zone. #}
{% macro local_date(stamp) -%}
    cast(timezone('Europe/Bucharest', timezone('UTC', {{ stamp }})) as date)
{%- endmacro %}

{# One row a quarter from `first` to `last`, both included: first_day. #}
{% macro quarters_between(first, last) -%}
    select cast(first_day as date) as first_day
    from generate_series(
        {{ quarter_first_day(first) }}, {{ quarter_first_day(last) }}, interval 3 month
    ) as series (first_day)
{%- endmacro %}

{# The day on which the quarter written `2025-Q4` begins. #}
{% macro quarter_first_day(period) -%}
    make_date({{ period[:4] }}, {{ period[-1] | int * 3 - 2 }}, 1)
{%- endmacro %}

{# The last day of a quarter that a column holds as `2025-Q4`. #}
{% macro last_day_of_quarter(period) -%}
    last_day(make_date(cast(substr({{ period }}, 1, 4) as integer), cast(substr({{ period }}, 7, 1) as integer) * 3, 1))
{%- endmacro %}

{# One row for each element of a list column. #}
{% macro elements(list_column) -%} unnest({{ list_column }}) {%- endmacro %}

{# The distinct values that are not null, as a sorted list; empty, not null, where there are none. #}
{% macro distinct_list(expression) -%}
    coalesce(list_sort(list_distinct(list({{ expression }}) filter (where {{ expression }} is not null))), [])
{%- endmacro %}

{# Completed years between two dates, the first not after the second; null where one is null. #}
{% macro completed_years(from_date, to_date) -%}
    date_sub('year', {{ from_date }}, {{ to_date }})
{%- endmacro %}

{# Eight hexadecimal digits that stand for a text. #}
{% macro short_hash(text) -%} substr(md5({{ text }}), 1, 8) {%- endmacro %}

{# Counts how many rows fulfil a condition; many of them in one query cost less so than with `filter`. #}
{% macro count_where(condition) -%} count(case when {{ condition }} then 1 end) {%- endmacro %}

{# One row for each indicator that is split by the row's breakdown, from the sums of a frame: indicator, code_breakdown,
   code_category, numerator, denominator, squares. Those with a row a code stand in the total's rows, with the code's
   breakdown and category. #}
{% macro indicator_sums(rows, breakdowns) -%}
    {%- for name, type in {
        'indicator': 'varchar', 'code_breakdown': 'varchar', 'code_category': 'varchar',
        'numerator': 'double', 'denominator': 'double', 'squares': 'double',
    }.items() %}
    unnest(case breakdown
    {%- for breakdown in ['total'] + breakdowns %}
        when '{{ breakdown }}' then cast([
        {%- for row in rows if breakdown in row.breakdowns or (row.breakdown and breakdown == 'total') -%}
            {{ {
                'indicator': "'" ~ row.indicator ~ "'",
                'code_breakdown': "'" ~ row.breakdown ~ "'" if row.breakdown else 'null',
                'code_category': "'" ~ row.category ~ "'" if row.category else 'null',
                'numerator': row.column ~ '_n',
                'denominator': row.column ~ '_d' if row.measure != 'count' else 'null',
                'squares': row.column ~ '_s' if row.measure == 'mean' else 'null',
            }[name] }}{{ "," if not loop.last }}
        {%- endfor %}] as {{ type }}[])
    {%- endfor %}
    end) as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# A list of {indicator, units} from the counts of different units. #}
{% macro indicator_units(rows) -%}
    [
    {%- for row in rows %}
        {'indicator': '{{ row.indicator }}', 'units': {{ row.column }}_d}{{ "," if not loop.last }}
    {%- endfor %}
    ]
{%- endmacro %}

{# A number of 64 bits that stands for a text, null for none: two different texts have the same once in 10^19. #}
{% macro number_of(text) -%} cast(md5_number({{ text }}) >> 64 as ubigint) {%- endmacro %}

{# The same many times faster, for as long as a run lasts: the next version of DuckDB may find another number. #}
{% macro fingerprint(text) -%} case when {{ text }} is not null then hash({{ text }}) end {%- endmacro %}

{# Twelve characters that stand for a text, as many as DuckDB compares and joins without following a pointer: of its MD5
   72 bits. #}
{% macro short_key(text) -%} to_base64(unhex(substr(md5({{ text }}), 1, 18))) {%- endmacro %}

{# A list of {rule, subject, failures}: how many rows of a group fail each declared test, the n-th as `failed_n`. #}
{% macro failure_counts(node, tests) -%}
    [
    {%- for test in tests %}
        {
            'rule': '{{ test.test_metadata.name }}',
            'subject': '{{ node.schema }}.{{ node.alias }}.{{ tested_columns(test.test_metadata) | join("+") }}',
            'failures': {{ count_where('failed_' ~ loop.index) }}
        }{{ "," if not loop.last }}
    {%- endfor %}
    ]
{%- endmacro %}

{# A part of a path, counted from its end, from 1. #}
{% macro path_part(path, place) -%} split_part({{ path }}, '/', -{{ place }}) {%- endmacro %}

{# A number as text that sorts as the number does; null sorts last. #}
{% macro sortable(number) -%} coalesce(lpad(cast({{ number }} as varchar), 9, '0'), '~') {%- endmacro %}

{# Of a group, the value of the row that comes first in an order, among rows that have a value. #}
{% macro first_by(expression, order) -%} arg_min({{ expression }}, {{ order }}) {%- endmacro %}

{# Of a group, the value of the row that comes last in an order, among rows that have a value. #}
{% macro last_by(expression, order) -%} arg_max({{ expression }}, {{ order }}) {%- endmacro %}

{# How many elements a list has; null for a null list. #}
{% macro length_of(list_column) -%} len({{ list_column }}) {%- endmacro %}

{# The truth about links that a simulation writes beside its exports: record_key, person. #}
{% macro truth_of_links() -%} read_parquet('truth/links/*.parquet') {%- endmacro %}

{# A quantile, between two values by linear interpolation (type 7 of Hyndman and Fan, 1996), as an aggregate. #}
{% macro quantile_between(expression, probability) -%} quantile_cont({{ expression }}, {{ probability }}) {%- endmacro %}

{# A timestamp whole hours later. #}
{% macro hours_after(stamp, hours) -%} {{ stamp }} + to_hours({{ hours | int }}) {%- endmacro %}

{# The same day of the month whole months later, the month's last where it has no such day; before, if negative. #}
{% macro months_after(day, months) -%} cast({{ day }} + to_months({{ months | int }}) as date) {%- endmacro %}

{# The first day of the quarter that a date lies in. #}
{% macro quarter_start(day) -%} cast(date_trunc('quarter', {{ day }}) as date) {%- endmacro %}

{# One row for each day from `first` to `last`, both included, as a date. #}
{% macro days_between(first, last) -%}
    cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 day)) as date)
{%- endmacro %}

{# Day of the week of a date, from 1, Monday. #}
{% macro weekday(day) -%} date_part('isodow', {{ day }}) {%- endmacro %}

{# Completed months between two dates, the first not after the second; null where one is null. #}
{% macro completed_months(from_date, to_date) -%}
    date_sub('month', {{ from_date }}, {{ to_date }})
{%- endmacro %}

{# The first day of the month that a date lies in. #}
{% macro month_start(day) -%} cast(date_trunc('month', {{ day }}) as date) {%- endmacro %}

{# The sum of the rows that fulfil a condition; 0 where there are none. #}
{% macro total_where(expression, condition) -%}
    coalesce(sum({{ expression }}) filter (where {{ condition }}), 0)
{%- endmacro %}

{# A double to nine decimals and twelve significant digits: the last ones depend on the order in which threads add up,
   and a run made again has to end in the same bytes. #}
{% macro steady(number) -%}
    case
        when isfinite({{ number }}) and {{ number }} <> 0
            then round({{ number }}, least(9, 11 - cast(floor(log10(abs({{ number }}))) as integer)))
        else {{ number }}
    end
{%- endmacro %}

{# A list of {rule, checked, failures}: how many rows of a group each rule is asked of, and how many break it. #}
{% macro rule_counts(measures) -%}
    [
    {%- for measure in measures %}
        {
            'rule': '{{ measure.rule }}',
            'checked': {{ count_where(measure.checked) }},
            'failures': {{ count_where('(' ~ measure.checked ~ ') and (' ~ measure.fails ~ ')') }}
        }{{ "," if not loop.last }}
    {%- endfor %}
    ]
{%- endmacro %}

{# The words of a text with one blank between, as a list. #}
{% macro words_of(text) -%} string_split({{ text }}, ' ') {%- endmacro %}

{# Whether a code begins with one of the words of a list with blanks between; `*` is any beginning. #}
{% macro begins_with_one_of(code, words) -%}
    len(list_filter(
        string_split({{ words }}, ' '), lambda word: word = '*' or starts_with({{ code }}, word)
    )) > 0
{%- endmacro %}

{# The median of the absolute deviations from the median, as an aggregate, over a window too. #}
{% macro median_deviation(expression) -%} mad({{ expression }}) {%- endmacro %}

{# The number of the quarter that a date lies in: quarters since year 0. #}
{% macro quarter_number(day) -%} (date_part('year', {{ day }}) * 4 + date_part('quarter', {{ day }}) - 1) {%- endmacro %}

{# The first day of a quarter by its number. #}
{% macro quarter_of_number(number) -%}
    make_date(cast({{ number }} // 4 as integer), cast({{ number }} % 4 * 3 + 1 as integer), 1)
{%- endmacro %}

{# One row for each whole number from `first` to `last`, both included. #}
{% macro numbers_between(first, last) -%} unnest(generate_series({{ first }}, {{ last }})) {%- endmacro %}

{# One row for each quarter between `bounds.first_quarter` and `bounds.last_quarter` at whose end something holds from a
   day on until another one, which it does not hold on any more; null: it still holds. #}
{% macro quarter_ends(from_day, until_day) -%}
    {{ numbers_between(
        'greatest(' ~ quarter_number(from_day) ~ ', bounds.first_quarter)',
        'least(coalesce(' ~ quarter_number(until_day) ~ ' - 1, bounds.last_quarter), bounds.last_quarter)'
    ) }}
{%- endmacro %}

{# How many elements of a list are not in another one. #}
{% macro count_outside(list_column, others) -%}
    len(list_filter({{ list_column }}, lambda element: not list_contains({{ others }}, element)))
{%- endmacro %}
