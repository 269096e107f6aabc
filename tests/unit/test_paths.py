"""Columns of the rows that a row points to, and the UAT of a row, in deliveries that are whole and of changes."""

from datetime import UTC
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from amc_export import KEY, PERIOD, rows_of, write_folder
from spor_export import changes, csv_of, example

from orchestration.sources import SOURCES, read_delivery
from orchestration.sources.paths import Paths, column_of, positions
from orchestration.sources.places import POINTING, UATS
from orchestration.sources.spor.reader import CONTRACT
from orchestration.sources.table_reader import read_table
from quality.findings import Findings
from quality.rules.check import Related


@pytest.fixture(scope="module")
def tables():
    findings = Findings()
    return {table.name: read_table(example()[table.name], table, findings).rows for table in CONTRACT.tables}


def test_a_dotted_name_goes_along_foreign_keys(tables):
    rows = Paths(tables, CONTRACT).rows("findings", ["id", "person_id.sex", "assessment_id.household_id.uat"])
    persons = {row["id"]: row["sex"] for row in rows_of(example()["persons"])}
    homes = {row["id"]: row["uat"] for row in rows_of(example()["households"])}
    assessed = {row["id"]: homes[row["household_id"]] for row in rows_of(example()["assessments"])}
    expected = [
        (int(row["id"]), persons.get(row["person_id"]), int(assessed[row["assessment_id"]]))
        for row in rows_of(example()["findings"])
    ]
    assert rows.select("id", "person_id.sex", "assessment_id.household_id.uat").rows() == expected
    assert None in rows["person_id.sex"]
    assert column_of(CONTRACT, "findings", "assessment_id.household_id.uat") == ("households", "uat")


def test_a_name_says_whether_a_list_holds_a_code(tables):
    lists = [["A"], ["B", "C"], [], None, ["C", None], ["C69"]]
    rows = tables["findings"].head(len(lists)).with_columns(codes=pl.Series(lists, dtype=pl.List(pl.String)))
    holding = tables | {"findings": rows}
    asked = {f"codes?C{number}": [f"C{number}"] for number in range(70)}  # more than a number has bits
    asked |= {"codes?A": ["A"], "codes?A|C": ["A", "C"], "codes?X": ["X"]}
    found = Paths(holding, CONTRACT).rows("findings", asked)
    for name, codes in asked.items():
        expected = [None if held is None else bool(set(held) & set(codes)) for held in lists]
        assert found[name].to_list() == expected, name
    assert column_of(CONTRACT, "findings", "person_id.codes?A|C") == ("persons", "codes")


def test_a_name_that_no_key_has_is_a_fault(tables):
    with pytest.raises(KeyError):
        Paths(tables, CONTRACT).rows("findings", ["vulnerability.name"])


def test_a_value_of_rows_that_point_here(tables):
    one = Related("findings", ("assessment_id",), ("id",), pl.len(), pl.col("state") == "present")
    counts: dict[int, int] = {}
    for row in rows_of(example()["findings"]):
        if row["state"] == "present":
            counts[int(row["assessment_id"])] = counts.get(int(row["assessment_id"]), 0) + 1
    ids = tables["assessments"]["id"].to_list()
    (found,) = Paths(tables, CONTRACT).related("assessments", {"found": one})
    assert found.to_list() == [counts.get(key) for key in ids]


@pytest.mark.parametrize("source", UATS)
def test_every_table_that_has_a_uat_is_one_of_the_contract(source):
    contract = SOURCES[source].contract
    named = {table.name for table in contract.tables}
    assert set(UATS[source]) <= named
    for table, uat in UATS[source].items():
        pointing = POINTING.get((source, table))
        names = pointing.names() if pointing else uat.meta.root_names()
        ends = [column_of(contract, pointing.table if pointing else table, name)[0] for name in names]
        assert set(ends) <= named


def test_what_a_delivery_of_changes_does_not_hold_is_not_known(tmp_path):
    visits = rows_of(example()["visits"])
    reading = read_delivery("spor", write_folder(changes(visits=visits), tmp_path / "a"), PERIOD, KEY)
    assert reading.places.filter(table_name="visits").select("siruta", "rows").rows() == [(None, len(visits))]
    files = changes(visits=visits, households=rows_of(example()["households"]))
    known = read_delivery("spor", write_folder(files, tmp_path / "b"), PERIOD, KEY)
    assert None not in known.places.filter(table_name="visits")["siruta"]


def test_a_finding_says_the_uat_of_its_row_where_the_row_says_it(tmp_path):
    rows = rows_of(example()["persons"])
    rows[0]["sex"], rows[1]["id"] = "?", "nu"
    files = example() | {"persons": csv_of("persons", rows)}
    reading = read_delivery("spor", write_folder(files, tmp_path / "d"), PERIOD, KEY)
    found = reading.findings.frame().filter(file="persons.csv")
    assert found.filter(rule="value-not-in-list")["siruta"].to_list() == ["136526"]
    assert found.filter(rule="key-missing")["siruta"].to_list() == [None]


@pytest.mark.parametrize("among", [[5, 3, 9], [5, 10**12, 3], [], [3, None]])
@pytest.mark.parametrize("keys", [[3, 9, 4, None, -(10**15), 10**15], [3, 5], []])
def test_each_key_is_looked_up(keys, among):
    found = positions(pl.Series(keys, dtype=pl.Int64), pl.Series(among, dtype=pl.Int64))
    assert found.to_list() == [among.index(key) if key is not None and key in among else None for key in keys]


def test_texts_are_looked_up_too():
    assert positions(pl.Series(["b", None, "c"]), pl.Series(["a", "b"])).to_list() == [1, None, None]


def test_a_name_derived_from_a_column_goes_along_keys(tables):
    paths = Paths(tables, CONTRACT)
    stamp = "assessment_id.assessed_at"
    rows = paths.rows("findings", [stamp, f"{stamp}@day", f"{stamp}@day@number"])
    for moment, day, number in rows.select(stamp, f"{stamp}@day", f"{stamp}@day@number").rows():
        assert day == moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Bucharest")).date()
        assert number == int(day.strftime("%Y%m%d"))
    assert column_of(CONTRACT, "findings", f"{stamp}@day") == ("assessments", "assessed_at")
