"""Every source's contract: a valid Frictionless package, its dictionary, and an example that its reader accepts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from amc_export import KEY, PERIOD, balanced, rows_of

from orchestration import sources
from orchestration.sources import SOURCES, contract
from orchestration.sources.codes import PLACES, codes_of
from orchestration.sources.contract import Field, Table
from orchestration.sources.dictionary import FOLDER, dictionary
from quality.catalogue import SEEDS
from quality.rules import RULES, Effect

Json = dict[str, Any]

#: https://specs.frictionlessdata.io/table-schema/#constraints
CONSTRAINTS = {
    "string": {"required", "unique", "minLength", "maxLength", "pattern", "enum"},
    "integer": {"required", "unique", "minimum", "maximum", "enum", "pattern"},
    "number": {"required", "unique", "minimum", "maximum", "enum", "pattern"},
    "boolean": {"required", "enum"},
    "date": {"required", "unique", "minimum", "maximum", "enum"},
    "datetime": {"required", "unique", "minimum", "maximum", "enum"},
}
FIELD_WORDS = {"name", "title", "type", "format", "description", "constraints", "trueValues", "falseValues"}
OURS = set(re.findall(r"`(incluziune:\w+)`", contract.__doc__ or ""))

PERSONAL = r"name|address|phone|mail|cnp|note|comment|description|signat|ethnic"


PACKAGES = {
    path: json.loads(path.read_text(encoding="utf-8"))
    for path in Path(sources.__file__).parent.rglob("datapackage.json")
}


def folder(source: str) -> Path:
    (path,) = [path for path, own in PACKAGES.items() if own["name"] == source]
    return path.parent


def package(source: str) -> Json:
    return PACKAGES[folder(source) / "datapackage.json"]


def fields(resource: Json) -> dict[str, Json]:
    return {field["name"]: field for field in resource["schema"]["fields"]}


def keys(resource: Json) -> list[str]:
    key = resource["schema"]["primaryKey"]
    return [key] if isinstance(key, str) else key


def files_of(source: str) -> set[Path]:
    return {folder(source) / resource["path"] for resource in package(source)["resources"]}


RESOURCES = [(source, resource["name"]) for source in SOURCES for resource in package(source)["resources"]]
#: those whose tables are files; the others read several tables from one document of their own layout
IN_FILES = [
    (source, name)
    for source, name in RESOURCES
    if len(files_of(source)) == len(SOURCES[source].contract.tables)
]
READ = [
    pytest.param(source, table, field, id=f"{source}-{table.name}-{field.name}")
    for source in SOURCES
    for table in SOURCES[source].contract.tables
    for field in table.read
]


def resource_of(source: str, name: str) -> Json:
    return next(resource for resource in package(source)["resources"] if resource["name"] == name)


def test_every_package_is_a_sources():
    assert sorted(own["name"] for own in PACKAGES.values()) == sorted(SOURCES)


@pytest.mark.parametrize("source", SOURCES)
def test_the_package_is_a_tabular_data_package(source):
    own = package(source)
    assert own["profile"] == "tabular-data-package"
    assert own["name"] == source == SOURCES[source].contract.source
    assert re.fullmatch(r"[-a-z0-9._/]+", own["name"])
    names = [resource["name"] for resource in own["resources"]]
    assert len(set(names)) == len(names) > 0
    assert {word for word in own if ":" in word} <= OURS
    assert own.get("incluziune:delivers", "whole") in ("whole", "changes", "declared")


@pytest.mark.parametrize(("source", "name"), RESOURCES)
def test_a_resource_follows_the_specification(source, name):
    resource = resource_of(source, name)
    assert re.fullmatch(r"[a-z0-9._-]+", name)
    assert resource["profile"] == "tabular-data-resource"
    assert {word for word in resource if ":" in word} <= OURS
    assert not Path(resource["path"]).is_absolute()
    assert ".." not in resource["path"]
    assert (folder(source) / resource["path"]).is_file()
    own = fields(resource)
    assert len(own) == len(resource["schema"]["fields"])
    for field in own.values():
        assert {word for word in field if not word.startswith("incluziune:")} <= FIELD_WORDS
        assert {word for word in field if word.startswith("incluziune:")} <= OURS
        constraints = field.get("constraints", {})
        assert set(constraints) <= CONSTRAINTS[field["type"]]
        assert constraints.get("minimum", 0) <= constraints.get("maximum", constraints.get("minimum", 0))
        assert len(set(constraints.get("enum", []))) == len(constraints.get("enum", []))
        assert field["description"]
        re.compile(constraints.get("pattern", ""))
    assert all(own[key]["constraints"]["required"] for key in keys(resource))


@pytest.mark.parametrize("source", SOURCES)
def test_foreign_keys_point_to_keys_of_tables_that_come_before(source):
    before: dict[str, Json] = {}
    for resource in package(source)["resources"]:
        for key in resource["schema"].get("foreignKeys", []):
            target = before[key["reference"]["resource"]]
            assert keys(target) == [key["reference"]["fields"]]
            assert fields(resource)[key["fields"]]["type"] == fields(target)[keys(target)[0]]["type"]
            refuses = key.get("incluziune:onMissing") == "refuse"
            rule = key.get("incluziune:rule")
            assert rule is None or RULES[rule].effect is (
                Effect.REFUSES_ROW if refuses else Effect.EMPTIES_FIELD
            )
        before[resource["name"]] = resource


@pytest.mark.parametrize(("source", "table", "field"), READ)
def test_what_names_a_person_is_not_kept(source: str, table: Table, field: Field):
    """A text that is kept is one of a list, of a shape, of a catalogue, or read into columns of its own."""
    if field.personal:
        assert field.treatment == "pseudonymise"
        return
    assert field.treatment == "keep"
    assert field.values or not re.search(PERSONAL, field.name)
    assert field.values or field.pattern or field.code_list or field.derived or field.type != "string"


@pytest.mark.parametrize(("source", "table", "field"), READ)
def test_a_code_list_is_a_catalogue_whose_codes_fit_the_field(source: str, table: Table, field: Field):
    if not field.code_list:
        return
    lists = PLACES.get(field.code_list, (field.code_list,))
    assert all((SEEDS / f"{name}.csv").is_file() for name in lists)
    codes = codes_of(field.code_list, source)
    assert len(codes)
    if field.pattern:
        assert [code for code in codes if not re.fullmatch(field.pattern, code)] == []
    if field.type == "integer":
        assert field.code_list in PLACES
        assert codes.str.contains(r"^[1-9]\d*$").all()


@pytest.mark.parametrize("source", SOURCES)
def test_the_dictionary_is_the_contracts(source):
    committed = (FOLDER / f"{source}.md").read_text(encoding="utf-8")
    assert committed == dictionary(SOURCES[source].contract), (
        "run: python -m orchestration.sources.dictionary"
    )


@pytest.mark.parametrize("source", SOURCES)
def test_the_dictionary_names_every_column_with_its_treatment(source):
    pages = dictionary(SOURCES[source].contract).split("\n## ")
    for table in SOURCES[source].contract.tables:
        (page,) = [page for page in pages if f"`{table.name}.csv`" in page.split("\n", 1)[0]]
        for field in table.fields:
            (line,) = [line for line in page.splitlines() if line.startswith(f"| `{field.name}` |")]
            said = re.split(r"(?<!\\) \| ", line.strip("| "))[4]
            assert ("nu se citește" in said) == (field.treatment == "drop")
            assert ("cu cheie" in said) == (field.treatment == "pseudonymise")
            assert ("poate lipsi" in said) == (field.treatment == "drop" or field.may_be_missing)


@pytest.mark.parametrize("source", SOURCES)
def test_the_example_is_accepted_without_a_remark(source):
    files = files_of(source)
    reading = SOURCES[source].read(
        files.pop() if len(files) == 1 else folder(source) / "examples", PERIOD, KEY
    )
    assert reading.accepted
    assert balanced(reading)
    assert {RULES[rule].effect for rule in reading.findings.frame()["rule"]} <= {Effect.NOTE}
    assert [table["table"] for table in reading.tables] == [t.name for t in SOURCES[source].contract.tables]
    assert reading.covered
    assert reading.missing == []


@pytest.mark.parametrize(("source", "name"), IN_FILES)
def test_the_example_holds_every_column_that_is_read_and_none_beyond_the_contract(source, name):
    table = SOURCES[source].contract[name]
    content = (folder(source) / resource_of(source, name)["path"]).read_bytes()
    header = content.decode().split("\n", 1)[0].split(",")
    assert {field.name for field in table.read} <= set(header) <= {field.name for field in table.fields}
    assert all(len(row) == len(header) for row in rows_of(content))
