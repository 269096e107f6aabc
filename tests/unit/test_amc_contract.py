"""The contract of AMC: a valid Frictionless package, its dictionary, and an example that it accepts."""

import json
import re
from pathlib import Path

import polars as pl
import pytest
from amc_export import EXAMPLES, KEY, PERIOD, TABLES, balanced, rows_of

from orchestration.sources import SOURCES
from orchestration.sources.amc.maps import CODE
from orchestration.sources.amc.reader import CONTRACT, read
from orchestration.sources.dictionary import FOLDER, dictionary
from quality.catalogue import seed
from quality.rules import RULES, Effect

PACKAGE = json.loads((EXAMPLES.parent / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
#: https://specs.frictionlessdata.io/table-schema/#constraints
CONSTRAINTS = {
    "string": {"required", "unique", "minLength", "maxLength", "pattern", "enum"},
    "integer": {"required", "unique", "minimum", "maximum", "enum", "pattern"},
    "boolean": {"required", "enum"},
    "date": {"required", "unique", "minimum", "maximum", "enum"},
    "datetime": {"required", "unique", "minimum", "maximum", "enum"},
}
FIELD_WORDS = {"name", "type", "format", "description", "constraints", "trueValues", "falseValues"}
OURS = {
    "incluziune:treatment",
    "incluziune:onMissing",
    "incluziune:rule",
    "incluziune:notEmpty",
    "incluziune:unread",
}


def fields(resource: dict) -> dict[str, dict]:
    return {field["name"]: field for field in resource["schema"]["fields"]}


def test_the_package_is_a_tabular_data_package():
    assert PACKAGE["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[-a-z0-9._/]+", PACKAGE["name"])
    assert len(RESOURCES) == len(PACKAGE["resources"]) > 0
    assert {word for word in PACKAGE if ":" in word} <= OURS


@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource_follows_the_specification(name):
    resource = RESOURCES[name]
    assert re.fullmatch(r"[a-z0-9._-]+", name)
    assert resource["profile"] == "tabular-data-resource"
    assert not Path(resource["path"]).is_absolute()
    assert ".." not in resource["path"]
    assert (EXAMPLES.parent / resource["path"]).is_file()
    own = fields(resource)
    assert len(own) == len(resource["schema"]["fields"])
    for field in own.values():
        assert {word for word in field if not word.startswith("incluziune:")} <= FIELD_WORDS
        assert {word for word in field if word.startswith("incluziune:")} <= OURS
        assert set(field.get("constraints", {})) <= CONSTRAINTS[field["type"]]
        assert field["description"]
        re.compile(field.get("constraints", {}).get("pattern", ""))
    assert own[resource["schema"]["primaryKey"]]["constraints"]["required"]


def test_foreign_keys_point_to_keys_of_tables_that_come_before():
    for place, (_, resource) in enumerate(RESOURCES.items()):
        for key in resource["schema"].get("foreignKeys", []):
            target = key["reference"]["resource"]
            assert target in list(RESOURCES)[:place]
            assert RESOURCES[target]["schema"]["primaryKey"] == key["reference"]["fields"]
            assert fields(resource)[key["fields"]]["type"] == "integer"
            rule = key.get("incluziune:rule")
            assert rule is None or RULES[rule].effect is Effect.EMPTIES_FIELD


def test_what_is_personal_is_not_read():
    read_columns = {(table.name, field.name) for table in CONTRACT.tables for field in table.read}
    personal = r"name|address|phone|notes|ethnic|serial|number|recommend|label|email|cnp"
    assert {pair for pair in read_columns if re.search(personal, pair[1])} == {("beneficiaries", "cnp")}
    texts = {
        (table.name, field.name)
        for table in CONTRACT.tables
        for field in table.read
        if field.type == "string" and not field.values and not field.pattern
    }
    assert texts == {("beneficiaries", "cnp"), ("vulnerability_entries", "map")}


def test_every_known_code_fits_where_codes_stand():
    pattern = fields(RESOURCES["interventions"])["vulnerability_id"]["constraints"]["pattern"]
    codes = seed("source_codes").filter(pl.col("source") == "amc")["code"]
    assert [code for code in codes if not re.fullmatch(pattern, code) or not re.match(CODE, code)] == []


@pytest.mark.parametrize("name", SOURCES)
def test_the_dictionary_is_the_contracts(name):
    committed = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert committed == dictionary(SOURCES[name].contract), "run: python -m orchestration.sources.dictionary"


def test_the_dictionary_names_every_column_with_its_treatment():
    lines = dictionary(CONTRACT).splitlines()
    for table in CONTRACT.tables:
        start = next(
            n for n, line in enumerate(lines) if line.startswith("## ") and f"`{table.name}.csv`" in line
        )
        for field in table.fields:
            (line,) = [
                x
                for x in lines[start : start + 12 + len(table.fields)]
                if x.startswith(f"| `{field.name}` |")
            ][:1]
            assert ("nu se citește" in line) == (field.treatment == "drop")
            assert ("cu cheie" in line) == (field.treatment == "pseudonymise")


def test_the_example_is_accepted_without_a_remark():
    reading = read(EXAMPLES, PERIOD, KEY)
    assert reading.accepted
    assert balanced(reading)
    assert {RULES[rule].effect for rule in reading.findings.frame()["rule"]} <= {Effect.NOTE}
    assert reading.counties == {"SM": 12}
    assert [table["table"] for table in reading.tables] == TABLES


def test_the_example_holds_every_column_of_the_contract_but_generated_ones():
    for table in CONTRACT.tables:
        header = set(rows_of((EXAMPLES / f"{table.name}.csv").read_bytes())[0])
        assert {field.name for field in table.fields} - header <= {"full_name", "properties", "updated_at"}
        assert header <= {field.name for field in table.fields}


def test_a_cnp_goes_on_as_a_code_of_its_own():
    people = read(EXAMPLES, PERIOD, KEY).entities["beneficiaries"]
    assert "cnp" not in people.columns
    assert people["cnp_key"].drop_nulls().n_unique() == 10
    assert people["cnp_key"].drop_nulls().str.len_chars().unique().to_list() == [64]
    assert (
        people["cnp_key"].to_list()
        != read(EXAMPLES, PERIOD, b"K" * 32).entities["beneficiaries"]["cnp_key"].to_list()
    )
