"""The rule book: what every rule says of itself, and every check on its own examples, through the real contracts."""

import re
from collections import Counter
from dataclasses import replace
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
from quality.rules import RULES, Effect, Rule, deliveries, fields, notes, rows
from quality.rules.check import Check, Rows
from quality.rules.checks import CHECKS
from quality.rules.checks.expressions import day
from quality.rules.rule import Dimension, Severity, undated
from quality.rules.threshold import Threshold, in_english, in_romanian

PERIOD, MADE_ON = Period(2025, 4), date(2026, 1, 8)
FEWEST = 120
#: rule → numbers in its words that are no choice of ours
SET_BY_OTHERS = {
    "encoding-not-utf8": {"8"},
    "child-finding-of-adult": {"18"},
    "papers-finding-not-of-age": {"14"},
    "minor-mother-not-minor": {"17"},
    "working-child": {"15"},
    "work-of-child": {"15"},
    "idle-but-worked-all-year": {"12"},
    "case-of-adult": {"18"},
    "minimum-income-before-it-was": {"2024"},
    "visit-length-odd": {"0"},
    "sources-child-is-adult": {"18"},
}
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


def the_check(code: str) -> Check:
    (check,) = [one for one in CHECKS if one.rule.code == code]
    return check


def test_a_number_in_the_words_of_a_rule_is_its_threshold_or_one_that_others_have_set() -> None:
    """Words that name a bound are formatted with it; what stands in them otherwise is here."""
    others: dict[str, set[str]] = {}
    for rule in RULES.values():
        for words, language in ((rule.message_ro, "ro"), (rule.message_en, "en")):
            written = " ".join(getattr(each, language) for each in rule.thresholds)
            free = set(re.findall(r"\d[\d.,]*(?<=\d)", words)) - set(re.findall(r"[\d.,]+", written))
            if free:
                others.setdefault(rule.code, set()).update(free)
    assert others == SET_BY_OTHERS


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.thresholds])
def test_a_threshold_of_a_rule_is_a_number_with_a_reason_in_both_languages(code: str) -> None:
    for threshold in RULES[code].thresholds:
        assert str(threshold.value) and all(reason.endswith(".") for reason in threshold.reason)


@pytest.mark.parametrize(
    ("number", "ro", "en"),
    [
        (1, "1", "1"),
        (15, "15", "15"),
        (20, "20 de", "20"),
        (90, "90 de", "90"),
        (101, "101", "101"),
        (112, "112", "112"),
        (120, "120 de", "120"),
        (1200, "1.200 de", "1,200"),
        (1000000, "1.000.000 de", "1,000,000"),
        (1.5, "1,5", "1.5"),
    ],
)
def test_a_number_is_written_as_its_language_has_it(number: float, ro: str, en: str) -> None:
    assert (in_romanian(number), in_english(number)) == (ro, en)


def test_a_threshold_that_is_a_share_is_written_as_per_cent() -> None:
    share = Threshold("one_age_share_max")
    assert (share.value, share.ro, share.en) == (0.15, "15 %", "15 %")
    with pytest.raises(KeyError):
        _ = Threshold("no_such_threshold").value


@pytest.mark.parametrize("period", [Period(2023, 4), Period(2024, 1), Period(2027, 1)])
def test_a_rule_is_asked_of_the_rows_of_its_own_quarters_whenever_they_are_sent(period: Period) -> None:
    check = the_check("minimum-income-without-people")
    assert (check.rule.valid_from, check.rule.valid_to) == ("2024-Q1", None)
    rows = {
        "uat=136526 month=2023-12 families=10": set(),
        "uat=136526 month=2024-01 families=10": {check.rule.code},
    }
    assert {row: broken(check, row, period=period) & {check.rule.code} for row in rows} == rows


def _ask_only(monkeypatch: pytest.MonkeyPatch, check: Check) -> None:
    monkeypatch.setattr(content, "CHECKS", (check,))
    monkeypatch.setattr(content, "_asked", content._asked.__wrapped__)


def test_a_rule_that_has_ended_is_not_asked_of_later_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    check = the_check("changed-before-made")
    ended = replace(check, rule=replace(check.rule, valid_to="2024-Q4"), day=day("created_at"))
    _ask_only(monkeypatch, ended)
    told = {
        "created_at=2024-12-31T21:59:59 updated_at=2024-01-01T08:00:00": {"changed-before-made"},
        "created_at=2024-12-31T22:00:00 updated_at=2024-01-01T08:00:00": set(),  # 1 January in Bucharest
    }
    assert {row: broken(ended, row) for row in told} == told


def test_a_rule_of_some_quarters_is_not_asked_of_a_row_whose_day_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check = the_check("share-of-job-missing")
    dated = replace(check.rule, valid_from="2024-Q1", valid_to="2024-Q4")
    check = replace(check, rule=dated, day=pl.col("team_id.formed_on"))
    _ask_only(monkeypatch, check)
    told = {
        "teams: id=1 formed_on=2023-12-31\nteam_id=1 worker_id=1": set(),
        "teams: id=1 formed_on=2024-01-01\nteam_id=1 worker_id=1": {"share-of-job-missing"},
        "teams: id=1 formed_on=2024-12-31\nteam_id=1 worker_id=1": {"share-of-job-missing"},
        "teams: id=1 formed_on=2025-01-01\nteam_id=1 worker_id=1": set(),
        "teams: id=1\nteam_id=1 worker_id=1": set(),
        "team_id=2 worker_id=1": set(),
    }
    assert {rows: broken(check, rows) for rows in told} == told


def test_a_check_of_some_quarters_says_of_which_day_a_row_is() -> None:
    check = the_check("sum-zero")
    with pytest.raises(ValueError, match="sum-zero"):
        replace(check, rule=replace(check.rule, valid_to="2025-Q3"))
    with pytest.raises(ValueError, match="sum-zero"):
        replace(check, day=pl.col("period"))


@pytest.mark.parametrize("rules", [deliveries.RULES, rows.RULES, fields.RULES, notes.RULES])
def test_what_is_told_before_days_are_known_holds_in_every_quarter(rules: tuple[Rule, ...]) -> None:
    assert undated(*rules) == rules
    with pytest.raises(ValueError, match=rules[0].code):
        undated(replace(rules[0], valid_from="2025-Q1"), *rules[1:])


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
