"""What only SPOR's contract keeps: the lists of the catalogues, Eurostat's items, people known to another source."""

import re

import polars as pl
from amc_export import KEY, PERIOD, rows_of
from spor_export import EXAMPLES, TABLES, example

from orchestration.sources import SOURCES
from orchestration.sources.amc import reader as amc
from orchestration.sources.spor.reader import CONTRACT, read
from quality.catalogue import seed
from quality.cnp import valid_cnp


def values(table: str, column: str) -> tuple[str, ...]:
    (field,) = [field for field in CONTRACT[table].fields if field.name == column]
    return field.values


def test_a_delivery_says_itself_what_it_is():
    assert CONTRACT.delivers == "declared"
    assert TABLES[0] == "delivery"
    assert CONTRACT["delivery"].not_empty
    assert values("delivery", "kind") == ("whole", "changes")
    assert [table.name for table in CONTRACT.tables if table.not_empty] == ["delivery"]


def test_every_record_can_be_struck():
    assert list(values("tombstones", "table_name")) == TABLES[2:]


def test_lists_are_those_of_the_catalogues():
    assert list(values("workers", "profession")) == seed("professions")["profession"].to_list()
    statuses = seed("activity_statuses")["activity_status"].to_list()
    assert list(values("person_assessments", "activity_status")) == statuses
    assert list(values("activities", "dimension")) == seed("dimensions")["dimension"].to_list()


def test_the_thirteen_items_of_deprivation_are_asked_seven_of_the_household_and_six_of_the_person():
    items = {
        name: [field.name for field in CONTRACT[name].read if field.name.startswith("lacks_")]
        for name in ("assessments", "person_assessments")
    }
    assert {name: len(columns) for name, columns in items.items()} == {
        "assessments": 7,
        "person_assessments": 6,
    }
    types = {
        field.type
        for name, columns in items.items()
        for field in CONTRACT[name].read
        if field.name in columns
    }
    assert types == {"boolean"}


def test_of_all_that_names_a_person_only_cnp_and_name_are_read_and_only_as_codes():
    personal = r"name|address|phone|email|cnp|serial|number|ethnic|notes|sign|contact"
    found = {
        (table.name, field.name, field.personal)
        for table in CONTRACT.tables
        for field in table.read
        if re.search(personal, field.name) and field.name not in ("table_name", "signed_on")
    }
    assert found == {
        ("persons", "cnp", "cnp"),
        ("persons", "last_name", "name"),
        ("persons", "first_name", "name"),
    }
    assert {"cnp_key", "name_key", "name_sound_key"} <= CONTRACT["persons"].lake_schema.keys()
    assert not {"cnp", "last_name", "first_name"} & CONTRACT["persons"].lake_schema.keys()


def test_the_example_uses_every_table_and_sends_nothing_that_is_dropped():
    for table in CONTRACT.tables:
        rows = rows_of(example()[table.name])
        assert rows or table.name == "tombstones"
        assert all(list(row) == [field.name for field in table.read] for row in rows)


def test_the_examples_people_are_those_of_the_nurses_example_by_code_and_by_name():
    people = read(EXAMPLES, PERIOD, KEY).entities["persons"]
    nurses = amc.read(EXAMPLES.parents[1] / "amc" / "examples", PERIOD, KEY).entities["beneficiaries"]
    shared = people.drop_nulls("cnp_key").join(nurses, on="cnp_key", suffix="_nurse")
    assert shared.height == 10
    assert shared["name_key"].equals(shared["name_key_nurse"].alias("name_key"))
    assert shared["birth_date"].equals(shared["date_of_birth"].alias("birth_date"))
    without = people.filter(pl.col("cnp_key").is_null())
    assert without["name_key"].null_count() == 0


def test_the_examples_cnps_are_valid():
    written = [row["cnp"] for row in rows_of(example()["persons"]) if row["cnp"]]
    assert [cnp for cnp in written if not valid_cnp(cnp)] == []
    assert len(set(written)) == len(written)


def test_the_source_is_known():
    assert SOURCES["spor"].contract is CONTRACT
