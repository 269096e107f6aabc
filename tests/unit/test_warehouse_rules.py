"""The rules of the warehouse: each breaks on its bad rows and not on its good ones, over the columns of its frame."""

import re
from dataclasses import replace

import duckdb
import pytest
import yaml  # type: ignore[import-untyped]

from orchestration.settings import DBT_PROJECT
from orchestration.sources import SOURCES
from quality.catalogue import measure_rows, seed
from quality.rules import RULES, Effect
from quality.rules.warehouse import MEASURES, Measure
from quality.rules.warehouse.measure import cells

FRAMES = {
    model["name"]: {column["name"]: column["data_type"] for column in model["columns"]}
    for model in yaml.safe_load(
        (DBT_PROJECT / "models" / "quality" / "frames" / "frames.yml").read_text("utf-8")
    )["models"]
}
COMPILED = {row["rule"]: row for row in measure_rows()}
EVERY = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.rule.code)


def counted(measure: Measure, example: str) -> tuple[int, int]:
    """How often the rule is asked of an example row, and how often it fails."""
    columns = FRAMES[measure.frame]
    values = cells(example)
    assert values.keys() <= columns.keys(), example
    row = ", ".join(
        f"cast({repr(values[name]) if name in values else 'null'} as {kind}) as {name}"
        for name, kind in columns.items()
    )
    compiled = COMPILED[measure.rule.code]
    asked, fails = compiled["checked"], compiled["fails"]
    found = f"count(*) filter (where {asked}), count(*) filter (where ({asked}) and ({fails}))"
    checked, failures = duckdb.sql(f"select {found} from (select {row})").fetchall()[0]
    return checked, failures


@EVERY
def test_a_rule_fails_on_its_bad_rows(measure: Measure) -> None:
    assert measure.bad
    assert [counted(measure, row) for row in measure.bad] == [(1, 1)] * len(measure.bad)


@EVERY
def test_a_rule_passes_its_good_rows(measure: Measure) -> None:
    assert measure.good
    assert [counted(measure, row) for row in measure.good] == [(1, 0)] * len(measure.good)


@EVERY
def test_a_rule_is_not_asked_of_what_it_cannot_judge(measure: Measure) -> None:
    assert [counted(measure, row) for row in measure.unasked] == [(0, 0)] * len(measure.unasked)


@EVERY
def test_a_row_that_tells_nothing_breaks_no_rule(measure: Measure) -> None:
    assert counted(measure, "")[1] == 0


@EVERY
def test_a_rule_only_notes_and_names_columns_that_its_source_has(measure: Measure) -> None:
    rule = measure.rule
    assert rule.effect is Effect.NOTE and RULES[rule.code] is rule and rule.lists is None
    known = {
        f"{name}.{table.name}.{field.name}"
        for name, source in SOURCES.items()
        for table in source.contract.tables
        for field in table.fields
    }
    assert set(rule.fields) <= known | {"*.*.*"}


@EVERY
def test_what_a_rule_affects_is_in_the_catalogue(measure: Measure) -> None:
    codes = seed("indicators")["indicator"].to_list()
    for start in measure.rule.affects:
        assert start == "*" or any(code.startswith(start) for code in codes), start


def test_there_are_rules_of_each_kind_and_no_two_have_a_code() -> None:
    listed = (DBT_PROJECT / "macros" / "measures.sql").read_text("utf-8").partition("quality_frames() -%}")[2]
    assert {measure.frame for measure in MEASURES} == set(
        re.findall(r"'(\w+)'", listed.partition("{%- endmacro")[0])
    )
    assert len({measure.rule.code for measure in MEASURES}) == len(MEASURES) >= 25


def test_a_rule_is_asked_only_of_the_quarters_for_which_it_holds() -> None:
    measure = MEASURES[0]
    assert "period" not in measure.asked_of
    dated = replace(measure, rule=replace(measure.rule, valid_from="2024-Q1", valid_to="2024-Q4"))
    asked = [
        duckdb.sql(
            f"select {dated.asked_of} from (select '{period}' as period, true as is_there, false as is_missing)"
        ).fetchall()[0][0]
        for period in ("2023-Q4", "2024-Q1", "2024-Q4", "2025-Q1")
    ]
    assert asked == [False, True, True, False]
