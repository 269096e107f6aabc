"""The catalogue of indicators: expressions that SQL understands and that count the right people, and their words."""

import re

import duckdb
import pytest
from seed_rows import codes_of, column, seed

PORTABLE = {"and", "or", "not", "between", "in", "case", "when", "then", "else", "end", "coalesce"} | {
    "true",
    "false",
}
FIXED = {"DOC-00", "EDU-00", "EMP-00", "INC-00", "HOU-00", "FAM-00", "HEA-00", "ALL-00", "MUL-00"}
NOT_WORKING = {"employment_known": True, "not_working": True}
TEXTS = ("name", "definition", "population")
FLAGS = ("doc", "edu", "inc", "hou", "fam", "hea", "employment_known", "not_working", "assessed")


def assessed_on(dimension: str) -> str:
    """Name the column that says: assessed by a source that speaks on the dimension; without one, by any.

    Employment comes from work_status and not from findings: whether it is known is a column of its own.
    """
    return f"{dimension.lower()}_assessed" if dimension and dimension != "EMP" else "assessed"


@pytest.fixture(scope="module")
def people() -> duckdb.DuckDBPyConnection:
    """A table `person` with exactly the columns that an expression may use, and one person, all unknown."""
    flags = [v for v in column("vulnerabilities", "vulnerability") if v != "emp_not_working"] + list(FLAGS)
    flags += [f"{dimension.lower()}_assessed" for dimension in column("dimensions", "dimension")]
    columns = ", ".join(f"{flag} boolean not null default false" for flag in flags)
    connection = duckdb.connect()
    connection.execute(f"create table person (age integer, sex varchar, state_age_days integer, {columns})")
    connection.execute("insert into person (age) values (null)")
    return connection


def evaluate(people: duckdb.DuckDBPyConnection, expression: str, **person: object) -> object:
    """Give the expression's value for a person of whom only `person` is known."""
    values = ", ".join(f"{value!r} as {name}" for name, value in person.items())
    replaced = f"select * replace ({values}) from person" if values else "select * from person"
    row = people.execute(f"select ({expression}) from ({replaced})").fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("row", seed("indicators"), ids=column("indicators", "indicator"))
def test_expressions_are_boolean_over_the_allowed_columns(
    people: duckdb.DuckDBPyConnection, row: dict[str, str]
) -> None:
    for key in ("population", "numerator"):
        relation = people.sql(f"select ({row[key]}) as x from person")
        assert [str(t) for t in relation.types] == ["BOOLEAN"], key
        words = set(re.findall(r"[a-z_]\w*", re.sub(r"'\w*'", "", row[key])))
        assert words <= PORTABLE | set(people.table("person").columns), key
    if row["family"] == "needs":
        assert re.match(rf"{assessed_on(row['dimension'])}\b", row["population"])
        assert len(re.findall(r"assessed\b", row["population"] + " " + row["numerator"])) == 1
    assert not re.search(r"\bor\b(?![^(]*\))", row["population"])  # else `assessed` is escaped


@pytest.mark.parametrize("row", seed("indicators"), ids=column("indicators", "indicator"))
def test_nobody_unknown_is_counted(people: duckdb.DuckDBPyConnection, row: dict[str, str]) -> None:
    """Someone without an age or a finding is in no numerator of a need, and in no population of an age.

    Work is known of them, but without an age it says nothing: the answer is no, not null.
    """
    if row["family"] == "needs" and row["dimension"] != "EMP":
        assert evaluate(people, row["numerator"], assessed=True, **NOT_WORKING) is False
    if "age " in row["population"]:
        assessed = {assessed_on(row["dimension"]): True}
        assert not evaluate(people, row["population"], sex="female", employment_known=True, **assessed)


@pytest.mark.parametrize("row", seed("indicators"), ids=column("indicators", "indicator"))
def test_texts_and_choices(row: dict[str, str]) -> None:
    assert re.fullmatch(r"[A-Z]{3}-\d\d", row["indicator"])
    across = row["indicator"][:3] in {"ALL", "MUL", "COV"}
    assert row["dimension"] == ("" if across else row["indicator"][:3])
    assert row["family"] == ("coverage" if row["indicator"].startswith("COV") else "needs")
    assert (row["unit_of_analysis"], row["unit"]) == ("person", "share")
    assert row["polarity"] in {"lower_is_better", "higher_is_better", "none"}
    assert row["sensitivity"] in {"ordinary", "sensitive"}
    assert row["source"]
    for text in TEXTS:
        assert row[f"{text}_ro"] and row[f"{text}_en"]
        assert row[f"{text}_ro"] != row[f"{text}_en"]
    assert bool(row["caveat_ro"]) == bool(row["caveat_en"])
    assert all(row[f"definition_{lang}"].endswith(".") for lang in ("ro", "en"))
    assert set(row["breakdowns"].split()) <= set(column("breakdowns", "breakdown"))
    assert set(row["levels"].split()) <= {"country", "county", "uat"}


def test_the_catalogue_holds_what_the_design_fixes() -> None:
    codes = set(column("indicators", "indicator"))
    assert codes >= FIXED
    own = [row for row in seed("indicators") if row["family"] == "needs" and row["indicator"] not in FIXED]
    assert len(own) >= 28
    assert {row["dimension"] for row in own} == set(column("dimensions", "dimension"))


def test_codes_named_as_source_are_those_behind_the_numerator() -> None:
    """A row that quotes codes of AMC-MSR counts exactly the vulnerabilities that these codes stand for."""
    codes = {row["code"]: row["vulnerability"] for row in codes_of("amc")}
    for row in seed("indicators"):
        quoted = {codes[c] for c in re.findall(r"\bV[A-Z]{2,3}_\w+", row["source"])}
        counted = set(re.findall(r"\b[a-z]{3}_\w+", row["population"] + " " + row["numerator"]))
        assert quoted == counted & set(codes.values()), row["indicator"]


@pytest.mark.parametrize(
    ("indicator", "person", "population", "numerator"),
    [
        ("DOC-01", {"age": 13, "doc_no_birth_certificate": True}, True, True),
        ("DOC-01", {"age": 14, "doc_no_birth_certificate": True}, False, True),
        ("DOC-02", {"age": 14}, True, False),
        ("EDU-03", {"age": 15, "edu_not_in_school_11_15": True}, True, True),
        ("EDU-03", {"age": 16, "edu_not_in_school_11_15": True}, False, True),
        ("EDU-03", {"age": 5, "edu_not_in_school_6_10": True}, False, True),
        ("EMP-00", {"age": 40, **NOT_WORKING}, True, True),
        ("EMP-00", {"age": 40, "not_working": True}, False, True),
        ("EMP-00", {"age": 65, **NOT_WORKING}, False, True),
        ("HEA-05", {"age": 17, "sex": "female", "hea_minor_mother": True}, True, True),
        ("HEA-05", {"age": 18, "sex": "female", "hea_minor_mother": True}, False, True),
        ("HEA-11", {"hea_disability_certified": True}, True, False),
        ("HEA-11", {"hea_disability_uncertified": True}, True, True),
        ("HEA-11", {}, False, False),
        ("ALL-00", {"hou": True}, True, True),
        ("ALL-00", {"age": 64, **NOT_WORKING}, True, True),
        ("ALL-00", {"age": 17, **NOT_WORKING}, True, False),
        ("ALL-00", {"age": 40, "not_working": True}, True, False),
        ("MUL-00", {"doc": True, "hea": True}, True, False),
        ("MUL-00", {"doc": True, "hea": True, "fam": True}, True, True),
        ("MUL-00", {"doc": True, "hea": True, "age": 30, "not_working": True}, True, False),
        ("MUL-00", {"doc": True, "hea": True, "age": 30, **NOT_WORKING}, True, True),
        ("COV-01", {"assessed": False}, True, False),
        ("COV-02", {"state_age_days": 366}, True, False),
        ("COV-02", {"state_age_days": 365}, True, True),
    ],
)
def test_expressions_count_the_right_people(
    people: duckdb.DuckDBPyConnection,
    indicator: str,
    person: dict[str, object],
    population: bool,
    numerator: bool,
) -> None:
    row = next(row for row in seed("indicators") if row["indicator"] == indicator)
    person = {assessed_on(row["dimension"]): True} | person
    assert bool(evaluate(people, row["population"], **person)) is population
    assert bool(evaluate(people, row["numerator"], **person)) is numerator
