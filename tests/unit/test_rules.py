"""The rule book: what every rule says of itself, and every check on its own examples, through the real contracts."""

import re
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from orchestration.period import Period
from orchestration.sources import SOURCES, content
from orchestration.sources.amc import reader as amc
from orchestration.sources.content import check_content
from orchestration.sources.contract import Field
from orchestration.sources.primero import reader as primero
from orchestration.sources.table_reader import TableReading, typed
from quality.catalogue import seed
from quality.findings import Findings
from quality.rules import RULES, Effect
from quality.rules.check import Check, Rows
from quality.rules.checks import CHECKS
from quality.rules.rule import Dimension, Severity

PERIOD, MADE_ON = Period(2025, 4), date(2026, 1, 8)
FEWEST = 120
#: what a row must have that an example does not say, by type
USUAL = {
    "integer": "1",
    "number": "1",
    "datetime": "2025-01-01 08:00:00",
    "date": "2025-01-01",
    "boolean": "1",
}


def filled(column: Field, place: int, key: bool) -> str | None:
    """A value of a field that must have one."""
    if not column.required:
        return None
    if key and column.type == "integer":
        return str(place)
    if column.type != "string":
        return USUAL[column.type]
    texts = {
        "period": "2025-Q4",
        "month": "2025-12",
        "school_year": "2024-2025",
        "county": "SM",
        "place": "SM",
        "licence": f"LF {place}",
        "action": "act_family_doctor",
        "code": "SIC_01",
    }
    usual = texts.get(column.name) or (column.values[0] if column.values else None)
    return usual or f"a{place if key else 1}"


def readings(source: str, rows: Rows) -> tuple[dict[str, TableReading], Findings]:
    """Tables of an example, typed by the contract as the reader types them; those that it does not name are empty."""
    findings, tables = Findings(), {}
    for table in SOURCES[source].contract.tables:
        given = rows.get(table.name, [])
        unknown = {name for row in given for name in row} - {column.name for column in table.read}
        assert not unknown, f"{table.name} has no {unknown}"
        columns: dict[str, list[str | None]] = {
            column.name: [
                row.get(column.name) or filled(column, place, column.name == table.key)
                for place, row in enumerate(given, start=1)
            ]
            for column in table.read
        }
        text = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
        lines = np.arange(2, len(given) + 2)
        tables[table.name] = typed(table, text, lines, f"{table.name}.csv", findings)
    if source == "amc":
        amc._read_states(tables["vulnerability_entries"])
    if source == "primero":
        primero._locate(tables["cases"])
        primero._list_concerns(tables["cases"])
    return tables, findings


def broken(check: Check, example: str, **circumstances: Any) -> set[str]:
    """The rules that an example breaks. All of its rows must be ones that a delivery can have."""
    rows = check.rows(example)
    tables, findings = readings(check.place[0], rows)
    found = findings.frame().filter(pl.col("rule") != "table-without-rows")
    found = found.filter(~pl.col("rule").str.ends_with("-empty"))
    assert found.is_empty(), found
    contract = SOURCES[check.place[0]].contract
    settings = {"period": PERIOD, "made_on": MADE_ON} | circumstances
    check_content(tables, contract, **settings)
    told = findings.frame().filter(file=f"{check.place[1]}.csv", column=check.place[2])
    return set(told["rule"])


EXAMPLES = [
    pytest.param(check, example, verdict, id=f"{check.rule.code}-{'.'.join(check.place[:2])}-{verdict}-{n}")
    for check in CHECKS
    for verdict, examples in (("fails", check.fails), ("passes", check.passes))
    for n, example in enumerate(examples)
]


@pytest.mark.parametrize(("check", "example", "verdict"), EXAMPLES)
def test_a_check_fails_and_passes_on_its_examples(check: Check, example: str, verdict: str) -> None:
    assert (check.rule.code in broken(check, example)) == (verdict == "fails")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.rule.code}-{'.'.join(check.place)}")
def test_a_check_stands_at_one_of_its_rules_fields(check: Check) -> None:
    assert check.fails
    assert check.passes
    assert check.rule.effect is Effect.NOTE
    assert ".".join(check.place) in check.rule.fields
    if check.whole:
        assert check.rule.code not in broken(check, check.fails[0], whole=False)


def test_there_are_enough_rules_of_every_kind() -> None:
    assert len(RULES) >= FEWEST
    assert all(code == rule.code for code, rule in RULES.items())
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) for code in RULES)
    dimensions = Counter(rule.dimension for rule in RULES.values())
    severities = Counter(rule.severity for rule in RULES.values())
    assert min(dimensions[each] for each in Dimension) >= 5
    assert min(severities[each] for each in Severity) >= 10
    assert {check.place[0] for check in CHECKS} == set(SOURCES)


@pytest.mark.parametrize("code", RULES)
def test_a_rule_tells_true_fields_and_indicators(code: str) -> None:
    rule = RULES[code]
    for field in rule.fields:
        source, table, column = field.split(".")
        tables = [
            each
            for name, known in SOURCES.items()
            if source in ("*", name)
            for each in known.contract.tables
            if table in ("*", each.name)
        ]
        assert any(column in ("*", each.name) for table in tables for each in table.read), field
    known = seed("indicators")["indicator"].to_list()
    for beginning in rule.affects:
        assert beginning == "*" or any(name.startswith(beginning) for name in known), beginning
    for quarter in filter(None, (rule.valid_from, rule.valid_to)):
        Period.parse(quarter)


def test_a_rule_is_asked_of_its_own_quarters_only() -> None:
    (check,) = [one for one in CHECKS if one.rule.code == "minimum-income-before-it-was"]
    assert check.rule.valid_from == "2024-Q1"
    assert check.rule.code in broken(check, check.fails[0], period=Period(2024, 1))
    assert check.rule.code not in broken(check, check.fails[0], period=Period(2023, 4))
    assert [check.rule.holds_in(quarter) for quarter in ("2023-Q4", "2024-Q1", "2030-Q1")] == [
        False,
        True,
        True,
    ]


def test_a_rule_that_has_ended_is_not_asked_of_a_later_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    (check,) = [one for one in CHECKS if one.rule.code == "sum-zero"]
    ended = replace(check, rule=replace(check.rule, valid_to="2025-Q3"))
    monkeypatch.setattr(content, "CHECKS", (ended,))
    assert broken(ended, check.fails[0], period=Period(2025, 3)) == {"sum-zero"}
    assert broken(ended, check.fails[0], period=Period(2025, 4)) == set()


def test_what_was_emptied_is_not_told_again_as_missing() -> None:
    (check,) = [one for one in CHECKS if one.rule.code == "sex-missing" and one.place[0] == "spor"]
    tables, findings = readings("spor", {"persons": [{"sex": "?"}, {"sex": ""}]})
    check_content(tables, SOURCES["spor"].contract, PERIOD)
    told = findings.frame().filter(column="sex").select("rule", "line").rows()
    assert told == [("value-not-in-list", 2), (check.rule.code, 3)]


def test_what_a_delivery_does_not_have_is_not_missing_in_its_rows() -> None:
    (check,) = [one for one in CHECKS if one.rule.code == "sex-missing" and one.place[0] == "primero"]
    tables, findings = readings("primero", check.rows(check.fails[0]))
    tables["cases"].missing.append("sex")
    check_content(tables, SOURCES["primero"].contract, PERIOD)
    assert check.rule.code not in set(findings.frame()["rule"])
