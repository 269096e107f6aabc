"""The catalogue of indicators: expressions over documented columns that count the right people, and their words."""

import re

import duckdb
import pytest
from seed_rows import codes_of, column, seed
from specs import Spec
from specs.markdown import EXPECTED
from specs.rows import NUMBERS

from quality.catalogue import SUMMED
from quality.frame_facts import columns_of, findings, frame, meanings
from quality.indicator_examples import FOLDER, holding
from quality.indicator_words import EACH, LEVELS, MEASURES, POLARITIES, SENSITIVITIES, UNITS_OF_ANALYSIS

ROWS = seed("indicators")
CODES = column("indicators", "indicator")
DIMENSIONS = column("dimensions", "dimension")
FIXED = {"DOC-00", "EDU-00", "EMP-00", "INC-00", "HOU-00", "FAM-00", "HEA-00", "ALL-00", "MUL-00"}
NOT_WORKING = {"employment_known": True, "not_working": True}
#: prefix → family, of indicators across dimensions
FAMILIES = {
    "ALL": "needs",
    "MUL": "needs",
    "PRV": "needs",
    "RES": "results",
    "PRO": "process",
    "CAP": "capacity",
    "COV": "coverage",
    "CRI": "context",
    "LIV": "living_conditions",
    "MON": "money",
    "SAT": "satisfaction",
}
#: what an expression of each measure gives: yes or no, or a number; and what it must not have
SHAPES = {
    "share": ("numerator", "denominator"),
    "rate": ("numerator", "denominator"),
    "mean": ("numerator", "denominator"),
    "ratio": ("numerator", "denominator"),
    "count": ("numerator",),
    "standardised_share": ("numerator", "denominator"),
}
#: needs as shares of the people assessed, whose expressions are made of findings
NEEDS = [
    row for row in ROWS if row["family"] == "needs" and row["indicator"][:3] in (*DIMENSIONS, "ALL", "MUL")
]


def filled(expression: str, each: str) -> str:
    """Write the first code of an `each` into an expression."""
    first = seed("vulnerabilities")[0]
    return (
        expression.format(**{name: first[name].lower() for name in {each, "dimension"}})
        if each
        else expression
    )


def assessed_on(dimension: str) -> str:
    """Name the column that says: assessed by a source that speaks on the dimension; without one, by any.

    Employment comes from the activity status: whether it is known is a column of its own.
    """
    return f"{dimension.lower()}_assessed" if dimension and dimension != "EMP" else "assessed"


@pytest.fixture(scope="module")
def people() -> duckdb.DuckDBPyConnection:
    """A table `person` with the columns of findings, and one person, all unknown."""
    flags = [*findings(), "employment_known", "not_working", "assessed"]
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


@pytest.mark.parametrize("row", ROWS, ids=CODES)
def test_expressions_are_made_of_documented_columns(row: dict[str, str]) -> None:
    expressions = {name: filled(row[name], row["each"]) for name in ("numerator", "denominator")}
    if row["measure"] in SHAPES:
        assert {name for name, text in expressions.items() if text} == set(SHAPES[row["measure"]])
        assert frame(row["unit_of_analysis"]), f"no documented frame {row['unit_of_analysis']}_quarter"
        assert set(columns_of(" ".join(expressions.values()))) <= meanings(row["unit_of_analysis"]).keys()
    for text in expressions.values():
        assert re.fullmatch(r"[a-z0-9_ '+\-*/<>=!(),.]*", text), "not portable"


@pytest.mark.parametrize("row", NEEDS, ids=[row["indicator"] for row in NEEDS])
def test_needs_count_whoever_was_assessed(people: duckdb.DuckDBPyConnection, row: dict[str, str]) -> None:
    """Someone without an age or a finding is in no numerator of a need, and in no denominator of an age.

    Work is known of them, but without an age it says nothing: the answer is no, not null.
    """
    assert re.match(rf"{assessed_on(row['dimension'])}\b", row["denominator"])
    assert len(re.findall(r"assessed\b", row["denominator"] + " " + row["numerator"])) == 1
    assert not re.search(r"\bor\b(?![^(]*\))", row["denominator"])  # else `assessed` is escaped
    if row["dimension"] != "EMP":
        assert evaluate(people, row["numerator"], assessed=True, **NOT_WORKING) is False
    if "age " in row["denominator"]:
        assessed = {assessed_on(row["dimension"]): True}
        assert not evaluate(people, row["denominator"], sex="female", employment_known=True, **assessed)


@pytest.mark.parametrize("row", ROWS, ids=CODES)
def test_codes_are_those_of_the_catalogues(row: dict[str, str]) -> None:
    prefix = row["indicator"][:3]
    assert re.fullmatch(r"[A-Z]{3}-\d\d", row["indicator"])
    assert row["dimension"] in ({prefix} if prefix in DIMENSIONS else {"", *DIMENSIONS})
    assert row["family"] == ("needs" if prefix in DIMENSIONS else FAMILIES[prefix])
    assert row["family"] in column("families", "family")
    assert row["unit"] in column("units", "unit")
    for name, words in (
        ("unit_of_analysis", UNITS_OF_ANALYSIS),
        ("measure", MEASURES),
        ("polarity", POLARITIES),
        ("sensitivity", SENSITIVITIES),
        ("each", {"", *EACH}),
    ):
        assert row[name] in words, name
    assert row["levels"].split() and set(row["levels"].split()) <= set(LEVELS)
    assert row["breakdowns"].split()
    if row["each"]:
        assert row["breakdowns"] == row["each"]


def test_each_indicator_has_its_words() -> None:
    assert sorted(CODES) == sorted(column("indicator_texts", "indicator"))
    assert len(CODES) == len(set(CODES))
    names = [name for lang in ("ro", "en") for name in column("indicator_texts", f"name_{lang}")]
    assert len(names) == len(set(names)), "two indicators of one name"


@pytest.mark.parametrize("row", seed("indicator_texts"), ids=column("indicator_texts", "indicator"))
def test_texts_are_complete_in_both_languages(row: dict[str, str]) -> None:
    assert row["source"]
    for text in ("name", "definition", "population"):
        assert row[f"{text}_ro"] and row[f"{text}_en"]
        assert row[f"{text}_ro"] != row[f"{text}_en"]
    assert bool(row["caveat_ro"]) == bool(row["caveat_en"])
    for lang in ("ro", "en"):
        assert row[f"definition_{lang}"].endswith(".")
        assert not row[f"name_{lang}"].endswith(".")
        assert row[f"caveat_{lang}"][-1:] in ("", ".")
    assert not set("şţŞŢ") & set("".join(row.values()))
    assert not re.search(r"[ \u00a0]{2}|^ | $", "\n".join(row.values()), re.MULTILINE)


def test_the_catalogue_holds_what_the_design_fixes() -> None:
    assert set(CODES) >= FIXED
    own = [row for row in NEEDS if row["indicator"] not in FIXED]
    assert len(own) >= 28
    assert {row["dimension"] for row in own} >= set(DIMENSIONS)
    assert {row["family"] for row in ROWS} == set(column("families", "family"))


@pytest.mark.parametrize("row", ROWS, ids=CODES)
def test_each_indicator_has_a_spec_that_expects_a_number(row: dict[str, str]) -> None:
    """Also what a model of its own calculates: a spec shows that its rows are there."""
    sheets = [sheet for path in holding(row["indicator"]) for sheet in Spec.read(path).of(EXPECTED)]
    lines = [line.cells for sheet in sheets for line in sheet.lines]
    told = [
        line.get(name, "-") for line in lines if line["indicator"] == row["indicator"] for name in NUMBERS
    ]
    assert any(re.search("[1-9]", cell) for cell in told), f"no spec in {FOLDER.name} expects a number of it"


def test_codes_named_as_source_are_those_behind_the_expressions() -> None:
    """A row that quotes codes of AMC-MSR counts exactly the vulnerabilities that these codes stand for."""
    codes = {row["code"]: row["vulnerability"] for row in codes_of("amc")}
    texts = {row["indicator"]: row["source"] for row in seed("indicator_texts")}
    for row in ROWS:
        quoted = {codes[code] for code in re.findall(r"\bV[A-Z]{2,3}_\w+", texts[row["indicator"]])}
        counted = set(re.findall(r"\b[a-z]{3}_\w+", row["denominator"] + " " + row["numerator"]))
        if row["family"] == "needs" or quoted:
            assert quoted == counted & set(codes.values()), row["indicator"]


def test_measures_without_expressions_are_not_summed() -> None:
    assert set(SUMMED) < set(SHAPES)


@pytest.mark.parametrize(
    ("indicator", "person", "denominator", "numerator"),
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
    denominator: bool,
    numerator: bool,
) -> None:
    row = next(row for row in ROWS if row["indicator"] == indicator)
    person = {assessed_on(row["dimension"]): True} | person
    assert bool(evaluate(people, row["denominator"], **person)) is denominator
    assert bool(evaluate(people, row["numerator"], **person)) is numerator
