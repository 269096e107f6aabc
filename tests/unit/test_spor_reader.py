"""Household assessments: what a delivery says of itself, whole and changes, and what its records must keep."""

import polars as pl
import pytest
from amc_export import KEY, PERIOD, balanced, changed, rows_of, rules, write_zip
from spor_export import (
    CONTRACT,
    EXAMPLES,
    TABLES,
    changes,
    csv_of,
    example,
    judged,
    with_cells,
    with_rows,
)

from orchestration.period import Period
from orchestration.sources.delivery import Reading
from orchestration.sources.spor.checks import ONCE, ORDER
from orchestration.sources.spor.reader import read

PLAIN = {"table-without-rows"}


def found(reading: Reading, rule: str) -> list[tuple[str, int | None, int | None, str | None, str | None]]:
    """File, line, key, column, detail of a rule's findings."""
    rows = reading.findings.frame().filter(rule=rule)
    return rows.select("file", "line", "key", "column", "detail").rows()


def kept(reading: Reading, table: str, key: int) -> dict:
    (row,) = reading.entities[table].filter(id=key).to_dicts()
    return row


def refused(reading: Reading) -> dict[str, int]:
    """Refused rows by table."""
    return {str(t["table"]): int(t["refused"]) for t in reading.tables if t["refused"]}


def test_a_whole_delivery_speaks_for_its_county_alone_and_counts_its_people():
    reading = read(EXAMPLES, PERIOD, KEY)
    assert (reading.kind, reading.since) == ("whole", None)
    assert reading.covered == {"SM"}
    assert reading.counties == {"SM": 16}
    assert reading.missing == []
    assert list(reading.entities) == TABLES


def test_a_zip_and_a_folder_read_the_same(tmp_path):
    zipped = read(write_zip(example(), tmp_path / "a.zip", prefix="export/"), PERIOD, KEY)
    folder = read(EXAMPLES, PERIOD, KEY)
    assert all(zipped.entities[table].equals(folder.entities[table]) for table in TABLES)


def test_changes_may_point_to_what_an_earlier_delivery_holds(tmp_path):
    finding = {"id": "900", "assessment_id": "77", "person_id": "78", "vulnerability": "hou_unhealthy"}
    files = changes(
        findings=[finding | {"state": "present"}],
        visits=[{"id": "901", "household_id": "79", "worker_id": "80", "visited_at": "2025-11-03 08:00:00"}],
        tombstones=[
            {"id": "1", "table_name": "persons", "record_id": "81", "struck_at": "2025-11-04 08:00:00"}
        ],
    )
    reading = judged(files, tmp_path / "d")
    assert reading.accepted
    assert rules(reading) == PLAIN
    assert (reading.kind, reading.since) == ("changes", "2025-Q3")
    assert reading.covered == {"SM"}
    assert reading.counties == {"SM": 0}
    assert kept(reading, "findings", 900)["assessment_id"] == 77
    assert kept(reading, "visits", 901)["worker_id"] == 80
    assert reading.entities["tombstones"].height == 1
    assert balanced(reading)


def test_changes_may_be_none_at_all(tmp_path):
    reading = judged(changes(), tmp_path / "d")
    assert reading.accepted
    assert len(found(reading, "table-without-rows")) == len(TABLES) - 1


def test_the_same_rows_in_a_whole_delivery_are_held_against_it(tmp_path):
    files = changes(findings=rows_of(example()["findings"]), visits=rows_of(example()["visits"]))
    whole = judged(with_cells("delivery", 0, files, kind="whole", since=""), tmp_path / "a")
    assert {"no-household", "parent-not-found", "too-many-lost-references"} <= rules(whole)
    assert judged(files, tmp_path / "b").accepted


@pytest.mark.parametrize(
    ("cells", "rule", "column", "detail"),
    [
        ({"county": "XX"}, "county-unknown", "county", "XX"),
        ({"period": "2025-Q3"}, "period-not-the-folders", None, "2025-Q3"),
        ({"kind": "changes"}, "since-missing", "since", None),
        ({"kind": "changes", "since": "acum"}, "since-missing", "since", None),
        ({"kind": "changes", "since": "2025-Q4"}, "since-not-earlier", "since", "2025-Q4"),
        ({"kind": "changes", "since": "2026-Q1"}, "since-not-earlier", "since", "2026-Q1"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(cells, rule, column, detail, tmp_path):
    reading = judged(with_cells("delivery", 0, **cells), tmp_path / "d")
    assert not reading.accepted
    assert found(reading, rule) == [("delivery.csv", None, None, column, detail)]
    assert balanced(reading)


@pytest.mark.parametrize(
    "cells", [{"county": ""}, {"county": "Satu Mare"}, {"period": "T4"}, {"kind": "all"}, {"made_at": ""}]
)
def test_without_a_declaration_there_is_no_delivery(cells, tmp_path):
    reading = judged(with_cells("delivery", 0, **cells), tmp_path / "d")
    assert not reading.accepted
    assert "table-empty" in rules(reading)
    assert reading.covered == frozenset()


def test_a_delivery_declares_itself_once(tmp_path):
    row = rows_of(example()["delivery"])[0] | {"id": "2", "county": "MM"}
    reading = judged(with_rows("delivery", row), tmp_path / "d")
    assert not reading.accepted
    assert {"delivery-declared-twice", "key-missing"} <= rules(reading)


def test_a_refused_delivery_still_says_whose_it_is(tmp_path):
    """So that a later one is known to make up for it."""
    files = {table: content for table, content in example().items() if table != "visits"}
    reading = judged(files, tmp_path / "d")
    assert not reading.accepted
    assert reading.covered == {"SM"}
    assert reading.counties == {"SM": 16}


def test_without_a_folder_the_declared_quarter_is_the_one(tmp_path):
    files = with_cells("persons", 2, birth_date="2026-02-01")
    files = with_cells("persons", 3, files, birth_date="1899-01-01")
    for number, period in enumerate([PERIOD, None]):
        reading = judged(files, tmp_path / str(number), period)
        assert reading.accepted
        assert [row[1] for row in found(reading, "birth-date-impossible")] == [4, 5]
    assert judged(files, tmp_path / "x", Period(2025, 3)).accepted is False


def test_an_export_from_before_the_quarters_end_is_told(tmp_path):
    for number, (made_at, told) in enumerate([("2025-12-31 21:59:59", True), ("2025-12-31 22:00:00", False)]):
        reading = judged(with_cells("delivery", 0, made_at=made_at), tmp_path / str(number))
        assert reading.accepted
        assert ("made-before-quarter-end" in rules(reading)) == told


def test_a_whole_delivery_without_a_household_is_refused(tmp_path):
    reading = judged(example() | {"households": csv_of("households", [])}, tmp_path / "d")
    assert not reading.accepted
    assert found(reading, "no-household") == [("households.csv", None, None, None, None)]


def test_what_is_struck_is_not_taken_and_takes_what_hangs_on_it_along(tmp_path):
    struck = {"id": "1", "table_name": "households", "record_id": "4", "struck_at": "2025-11-04 08:00:00"}
    reading = judged(with_rows("tombstones", struck), tmp_path / "d")
    assert found(reading, "record-struck") == [("households.csv", 5, 4, "id", None)]
    assert 4 not in reading.entities["households"]["id"]
    for table in ("memberships", "assessments", "plans", "services", "visits", "satisfaction"):
        assert 4 not in reading.entities[table]["household_id"]
    assert reading.entities["findings"].filter(assessment_id=7).height == 0
    assert balanced(reading)


def test_a_tombstone_strikes_in_its_own_table_alone(tmp_path):
    struck = {"id": "1", "table_name": "visits", "record_id": "4", "struck_at": "2025-11-04 08:00:00"}
    reading = judged(with_rows("tombstones", struck), tmp_path / "d")
    assert refused(reading) == {"visits": 1}


@pytest.mark.parametrize("table", ONCE)
def test_what_an_assessment_says_once_is_taken_once(table, tmp_path):
    first = rows_of(example()[table])[0]
    reading = judged(with_rows(table, first | {"id": "999"}), tmp_path / "d")
    assert reading.accepted
    line = len(rows_of(example()[table])) + 2
    assert found(reading, "record-repeated") == [(f"{table}.csv", line, 999, "+".join(ONCE[table]), None)]
    assert refused(reading) == {table: 1}


def test_a_finding_of_the_household_and_one_of_a_person_are_two(tmp_path):
    own = {"assessment_id": "1", "vulnerability": "hou_overcrowded", "state": "present"}
    reading = judged(
        with_rows("findings", own | {"id": "998"}, own | {"id": "999", "person_id": "1"}), tmp_path / "d"
    )
    assert refused(reading) == {"findings": 1}
    assert kept(reading, "findings", 999)["person_id"] == 1


def on_the_day(table: str, column: str, day: str) -> str:
    field = next(field for field in CONTRACT[table].fields if field.name == column)
    return f"{day} 00:00:00" if field.type == "datetime" else day


@pytest.mark.parametrize(("table", "later", "earlier"), ORDER)
def test_a_time_before_the_one_that_it_follows_is_emptied(table, later, earlier, tmp_path):
    before, after = (on_the_day(table, later, day) for day in ("2024-06-01", "2024-06-02"))
    bad = with_cells(table, 0, **{earlier: after, later: before})
    reading = judged(bad, tmp_path / "a")
    assert reading.accepted
    assert found(reading, "times-out-of-order") == [(f"{table}.csv", 2, 1, later, earlier)]
    assert kept(reading, table, 1)[later] is None
    assert kept(reading, table, 1)[earlier] is not None
    equal = judged(with_cells(table, 0, **{earlier: after, later: after}), tmp_path / "b")
    assert "times-out-of-order" not in rules(equal)


EARLY = [
    (table.name, field.name)
    for table in CONTRACT.tables
    for field in table.read
    if field.type == "date" and field.minimum is not None
]


def test_days_of_the_programme_have_a_least_day():
    assert len(EARLY) == 7
    assert ("planned_actions", "done_on") in EARLY
    assert ("persons", "birth_date") not in EARLY


@pytest.mark.parametrize(("table", "column"), EARLY)
def test_a_day_before_the_programme_could_be_is_emptied(table, column, tmp_path):
    reading = judged(with_cells(table, 0, **{column: "1999-12-31"}), tmp_path / "a")
    assert reading.accepted
    assert found(reading, "date-too-early") == [(f"{table}.csv", 2, 1, column, "2000-01-01")]
    assert kept(reading, table, 1)[column] is None
    assert "date-too-early" not in rules(
        judged(with_cells(table, 0, **{column: "2000-01-01"}), tmp_path / "b")
    )


def test_no_more_children_than_participants(tmp_path):
    reading = judged(with_cells("activities", 0, participants="20", children="21"), tmp_path / "a")
    assert found(reading, "part-above-whole") == [("activities.csv", 2, 1, "children", "participants")]
    assert kept(reading, "activities", 1)["children"] is None
    assert rules(judged(with_cells("activities", 0, children="34"), tmp_path / "b")) == PLAIN
    assert rules(judged(with_cells("activities", 0, participants=""), tmp_path / "c")) == PLAIN


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({}, False),
        ({"left_on": "2025-03-02"}, True),
        ({"left_on": ""}, True),
        ({"left_on": "2025-02-01"}, False),
    ],
)
def test_a_person_in_two_households_at_once_is_told(cells, told, tmp_path):
    reading = judged(with_cells("memberships", 13, **cells), tmp_path / "d")
    assert reading.accepted
    expected = [("memberships.csv", 16, 15, "joined_on", None)]
    assert found(reading, "memberships-overlap") == (expected if told else [])
    assert reading.entities["memberships"].height == 17


def test_an_open_spell_overlaps_all_that_come_after_it(tmp_path):
    spells = [
        {"id": str(900 + n), "person_id": "1", "household_id": "2", "joined_on": day, "left_on": day}
        for n, day in enumerate(["2025-05-01", "2025-06-01"])
    ]
    reading = judged(with_rows("memberships", *spells), tmp_path / "d")
    assert [row[2] for row in found(reading, "memberships-overlap")] == [900, 901]


@pytest.mark.parametrize(
    ("cells", "rule", "emptied"),
    [
        ({"uat": "999999"}, "locality-not-found", ["uat"]),
        ({"locality": "999999"}, "locality-not-found", ["locality"]),
        ({"uat": "1017", "locality": ""}, "place-of-other-county", ["uat"]),
        ({"uat": "1017", "locality": "1026"}, "place-of-other-county", ["locality", "uat"]),
        ({"locality": "136562"}, "locality-of-other-uat", ["locality"]),
    ],
)
def test_a_place_that_cannot_be_is_emptied(cells, rule, emptied, tmp_path):
    reading = judged(with_cells("households", 0, **cells), tmp_path / "d")
    assert reading.accepted
    assert rules(reading) == PLAIN | {rule}
    assert sorted(row[3] or "" for row in found(reading, rule)) == emptied
    assert all(kept(reading, "households", 1)[column] is None for column in emptied)


def test_a_household_may_be_placed_by_its_uat_alone(tmp_path):
    for number, locality in enumerate(["", "136526"]):
        files = with_cells("households", 0, locality=locality)
        assert rules(judged(files, tmp_path / str(number))) == PLAIN


@pytest.mark.parametrize("table", ["households", "teams", "notifications", "activities"])
def test_every_uat_is_the_countys(table, tmp_path):
    files = with_cells("households", 0, locality="")
    reading = judged(with_cells(table, 0, files, uat="1017"), tmp_path / "d")
    assert found(reading, "place-of-other-county") == [(f"{table}.csv", 2, 1, "uat", None)]


def test_an_unknown_code_is_kept_and_told(tmp_path):
    def many(rows):
        return [row | {"id": str(n), "assessment_id": str(n)} for n, row in enumerate(rows * 9, 1)][:400]

    files = changed(changes(findings=rows_of(example()["findings"])), "findings", many)
    files = with_cells("findings", 5, files, vulnerability="hou_no_such_thing")
    reading = judged(files, tmp_path / "a")
    assert reading.accepted
    assert found(reading, "code-unknown")[0][3:] == ("vulnerability", "hou_no_such_thing × 1")
    assert kept(reading, "findings", 6)["vulnerability"] == "hou_no_such_thing"
    worse = with_cells("findings", 0, files, vulnerability="hou_x")
    for row in range(1, 5):
        worse = with_cells("findings", row, worse, vulnerability="hou_x")
    assert "too-many-unknown-codes" in rules(judged(worse, tmp_path / "b"))


def test_cnp_and_name_go_on_as_codes_alone(tmp_path):
    people = read(EXAMPLES, PERIOD, KEY).entities["persons"]
    assert {"cnp", "last_name", "first_name"}.isdisjoint(people.columns)
    assert people["cnp_key"].null_count() == 2
    reading = judged(with_cells("persons", 0, cnp="2850314300016"), tmp_path / "d")
    assert found(reading, "cnp-invalid") == [("persons.csv", 2, 1, "cnp", None)]
    assert kept(reading, "persons", 1)["cnp_key"] is None
    assert kept(reading, "persons", 1)["name_key"] == people["name_key"][0]


def test_names_that_are_not_exported_are_missing_not_empty(tmp_path):
    def nameless(rows):
        return [{k: v for k, v in row.items() if k not in ("first_name", "last_name")} for row in rows]

    reading = judged(changed(example(), "persons", nameless), tmp_path / "d")
    assert reading.accepted
    assert reading.missing == [("persons", "last_name"), ("persons", "first_name")]
    assert reading.entities["persons"].select(pl.col("name_key", "name_sound_key").null_count()).row(0) == (
        16,
        16,
    )
    assert reading.entities["persons"]["cnp_key"].null_count() == 2


@pytest.mark.parametrize(
    ("table", "column", "value", "rule"),
    [
        ("households", "closing_reason", "sold", "value-not-in-list"),
        ("households", "marginalised_area", "da", "value-not-in-list"),
        ("team_members", "fte", "0,5", "number-invalid"),
        ("team_members", "fte", "1.5", "number-invalid"),
        ("assessments", "rooms", "51", "number-invalid"),
        ("assessments", "annual_income", "-1", "number-invalid"),
        ("person_assessments", "months_worked", "13", "number-invalid"),
        ("person_assessments", "grades_finished", "14", "number-invalid"),
        ("planned_actions", "vulnerability", "Maria Popescu", "code-invalid"),
        ("visits", "minutes", "1441", "number-invalid"),
        ("satisfaction", "score", "6", "number-invalid"),
        ("results", "reached", "true", "value-not-in-list"),
        ("services", "ended_on", "2025-02-31", "date-invalid"),
        ("households", "closed_at", "31.12.2025", "date-invalid"),
    ],
)
def test_a_bad_value_costs_its_field_alone(table, column, value, rule, tmp_path):
    reading = judged(with_cells(table, 0, **{column: value}), tmp_path / "d")
    assert reading.accepted
    assert [(row[0], row[1], row[3]) for row in found(reading, rule)] == [(f"{table}.csv", 2, column)]
    assert kept(reading, table, 1)[column] is None


REFUSING = [(t.name, key.column) for t in CONTRACT.tables for key in t.foreign_keys if key.refuses]
EMPTYING = [(t.name, key.column) for t in CONTRACT.tables for key in t.foreign_keys if not key.refuses]


@pytest.mark.parametrize(("table", "column"), REFUSING)
def test_a_record_of_nothing_is_refused(table, column, tmp_path):
    reading = judged(with_cells(table, 0, **{column: "777"}), tmp_path / "d")
    assert (f"{table}.csv", 2, 1, column, None) in found(reading, "parent-not-found")
    assert 1 not in reading.entities[table]["id"]
    assert balanced(reading)


@pytest.mark.parametrize(("table", "column"), EMPTYING)
def test_a_link_to_nothing_is_emptied(table, column, tmp_path):
    reading = judged(with_cells(table, 0, **{column: "777"}), tmp_path / "d")
    assert found(reading, "reference-not-found") == [(f"{table}.csv", 2, 1, column, None)]
    assert kept(reading, table, 1)[column] is None


@pytest.mark.parametrize("person", ["777", "x", "1.5", "9" * 30])
def test_a_finding_of_a_lost_person_is_not_taken_for_one_of_the_household(person, tmp_path):
    reading = judged(with_cells("findings", 2, person_id=person), tmp_path / "d")
    assert 3 not in reading.entities["findings"]["id"]
    assert refused(reading) == {"findings": 1}
    assert balanced(reading)
    files = changes(findings=[rows_of(example()["findings"])[0] | {"person_id": "x"}])
    assert refused(judged(files, tmp_path / "c")) == {"findings": 1}
