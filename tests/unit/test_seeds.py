"""The seeds: places as SIRUTA has them, catalogues that fit each other, expressions that SQL understands."""

import csv
import re
from functools import cache

import duckdb
import pytest
import yaml  # type: ignore[import-untyped]

from orchestration import reference
from orchestration.reference import SEEDS

NAMES = ("counties", "uats", "dimensions", "vulnerabilities", "source_codes", "age_bands", "breakdowns",
         "thresholds", "indicators")  # fmt: skip
PORTABLE = {"and", "or", "not", "between", "in", "case", "when", "then", "else", "end", "coalesce"} | {
    "true",
    "false",
}
FIXED = {"DOC-00", "EDU-00", "EMP-00", "INC-00", "HOU-00", "FAM-00", "HEA-00", "ALL-00", "MUL-00"}
NOT_WORKING = {"employment_known": True, "not_working": True}
TEXTS = ("name", "definition", "population")
FLAGS = ("doc", "edu", "inc", "hou", "fam", "hea", "employment_known", "not_working", "assessed")


@cache
def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def column(name: str, key: str) -> list[str]:
    return [row[key] for row in seed(name)]


# --- all seeds ---


@pytest.mark.parametrize("name", NAMES)
def test_file_is_plain_utf8_csv_without_cedillas(name: str) -> None:
    raw = (SEEDS / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n")
    text = raw.decode("utf-8")
    assert not set(text) & set("şţŞŢãÃ\u0326\u0327")
    width = len(next(csv.reader(text.splitlines())))
    assert all(len(row) == width for row in csv.reader(text.splitlines(), strict=True))
    assert all(value == value.strip() and "  " not in value for row in seed(name) for value in row.values())


@pytest.mark.parametrize("name", NAMES)
def test_properties_describe_and_type_every_column(name: str) -> None:
    properties = {s["name"]: s for s in yaml.safe_load((SEEDS / "seeds.yml").read_text("utf-8"))["seeds"]}
    assert set(properties) == set(NAMES)
    described = properties[name]["columns"]
    assert [c["name"] for c in described] == list(seed(name)[0])
    assert list(properties[name]["config"]["column_types"]) == list(seed(name)[0])
    assert properties[name]["description"] and all(c["description"] for c in described)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("counties", ["county_code"]),
        ("counties", ["siruta"]),
        ("counties", ["nuts3"]),
        ("counties", ["name"]),
        ("uats", ["siruta"]),
        ("dimensions", ["dimension"]),
        ("vulnerabilities", ["vulnerability"]),
        ("vulnerabilities", ["name_ro"]),
        ("source_codes", ["source", "code"]),
        ("age_bands", ["age_band"]),
        ("breakdowns", ["breakdown", "category"]),
        ("thresholds", ["threshold"]),
        ("indicators", ["indicator"]),
        ("indicators", ["name_ro"]),
        ("indicators", ["population", "numerator"]),
    ],
)
def test_keys_are_unique(name: str, key: list[str]) -> None:
    keys = [tuple(row[k] for k in key) for row in seed(name)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", NAMES)
def test_duckdb_reads_every_column_in_its_type(name: str) -> None:
    properties = {s["name"]: s for s in yaml.safe_load((SEEDS / "seeds.yml").read_text("utf-8"))["seeds"]}
    types = properties[name]["config"]["column_types"]
    relation = duckdb.connect().read_csv(str(SEEDS / f"{name}.csv"), dtype=types, header=True)
    assert len(relation.fetchall()) == len(seed(name))


# --- places ---


def test_places_are_what_siruta_gives() -> None:
    siruta, plates = reference.read_siruta(), reference.read_plates(SEEDS / "counties.csv")
    assert reference.county_rows(siruta, plates) == seed("counties")
    assert reference.uat_rows(siruta, plates) == seed("uats")


def test_places_are_complete() -> None:
    assert len(seed("counties")) == 42
    assert len(seed("uats")) == 3181
    assert set(column("uats", "county_code")) == set(column("counties", "county_code"))
    assert [row["name"] for row in seed("uats") if row["county_code"] == "B"] == ["București"]
    assert sum(row["kind"] == "municipality" for row in seed("uats")) == 103


def test_nuts_agrees_with_the_development_region() -> None:
    """SIRUTA gives Giurgiu, in Sud-Muntenia (RO31), the code of Galați, in Sud-Est (RO22)."""
    regions = {(row["nuts3"][:4], row["region"]) for row in seed("counties")}
    assert len(regions) == 8
    assert len({nuts2 for nuts2, _ in regions}) == 8


@pytest.mark.parametrize(
    ("county_code", "name", "nuts3", "number"),
    [
        ("SM", "Satu Mare", "RO115", "30"),
        ("B", "București", "RO321", "40"),
        ("SV", "Suceava", "RO215", "33"),
        ("GR", "Giurgiu", "RO314", "52"),
        ("CL", "Călărași", "RO312", "51"),
        ("CS", "Caraș-Severin", "RO422", "11"),
        ("SJ", "Sălaj", "RO116", "31"),
        ("SB", "Sibiu", "RO126", "32"),
    ],
)
def test_counties_that_are_easily_mixed_up(county_code: str, name: str, nuts3: str, number: str) -> None:
    row = next(row for row in seed("counties") if row["county_code"] == county_code)
    assert (row["name"], row["nuts3"], row["siruta_county_number"]) == (name, nuts3, number)


@pytest.mark.parametrize(
    ("siruta", "clean"),
    [
        ("MUNICIPIUL  MARGHITA", "Marghita"),
        ("ORAȘ VALEA LUI MIHAI", "Valea lui Mihai"),
        ("MUNICIPIUL CURTEA DE ARGEȘ", "Curtea de Argeș"),
        ("ROȘIA DE SECAȘ", "Roșia de Secaș"),
        ("ȘTEFAN CEL MARE", "Ștefan cel Mare"),
        ("BĂIȚA DE SUB CODRU", "Băița de sub Codru"),
        ("COȚOFENII DIN DOS", "Coțofenii din Dos"),
        ("CÂMPULUNG LA TISA", "Câmpulung la Tisa"),
        ("MALU CU FLORI", "Malu cu Flori"),
        ("MUNICIPIUL CLUJ-NAPOCA", "Cluj-Napoca"),
        ("SÂRBII - MĂGURA", "Sârbii-Măgura"),
        ("I.C.BRĂTIANU", "I.C. Brătianu"),
        ("I. L. CARAGIALE", "I.L. Caragiale"),
        ("C.A. ROSETTI", "C.A. Rosetti"),
        ("ALEXANDRU I.CUZA", "Alexandru I. Cuza"),
        ("23 AUGUST", "23 August"),
        ("JUDEȚUL BISTRIȚA-NĂSĂUD", "Bistrița-Năsăud"),
    ],
)
def test_names_are_clean(siruta: str, clean: str) -> None:
    assert reference.clean_name(siruta) == clean


def test_a_correction_fails_once_siruta_has_mended_it() -> None:
    siruta = [dict(row) for row in reference.read_siruta()]
    for row in siruta:
        if row["SIRUTA"] == "93281":
            row["DENLOC"] = "CUZA VODĂ"
    with pytest.raises(ValueError, match=r"93281\.DENLOC"):
        reference.uat_rows(siruta, reference.read_plates(SEEDS / "counties.csv"))


# --- vulnerabilities and codes ---


def test_vulnerabilities_are_identifiers_of_their_dimension() -> None:
    reserved = {row[0] for row in duckdb.sql("select keyword_name from duckdb_keywords()").fetchall()}
    dimensions = set(column("dimensions", "dimension"))
    for row in seed("vulnerabilities"):
        assert re.fullmatch(r"[a-z][a-z0-9_]+", row["vulnerability"])
        assert row["dimension"] in dimensions
        assert row["vulnerability"].startswith(row["dimension"].lower() + "_")
        assert row["vulnerability"] not in reserved
        assert row["name_ro"] and row["name_en"]


def test_codes_and_vulnerabilities_reach_each_other() -> None:
    mapped = {row["vulnerability"] for row in seed("source_codes") if row["kind"] == "vulnerability"}
    assert mapped == set(column("vulnerabilities", "vulnerability")) - {"emp_not_working"}
    assert all(row["kind"] in {"vulnerability", "context", "none"} for row in seed("source_codes"))
    assert all((row["kind"] == "vulnerability") == bool(row["vulnerability"]) for row in seed("source_codes"))


def test_nothing_found_is_none_and_nothing_else_is() -> None:
    none = {row["code"] for row in seed("source_codes") if row["kind"] == "none"}
    assert none == {c for c in column("source_codes", "code") if re.search(r"_9.$", c)} | {"NONE"}


def test_amc_codes_follow_the_source_documentation() -> None:
    """The table 'Its codes and the seven dimensions' of the source's README, written down independently."""
    by_category = {"ID": "doc", "EDU": "edu", "INC": "inc", "POV": "inc", "LIV": "hou"}
    by_category |= dict.fromkeys(("FAM", "VIF"), "fam")
    by_category |= dict.fromkeys(("AS", "MF", "NS", "SSA", "CR", "SS", "SS_B", "PREG", "REP", "DIZ"), "hea")
    context = {"VGR_04", "VGR_08", "VGR_10", "VGR_14", "VGR_15", "VSG_BR"}
    for row in seed("source_codes"):
        if row["kind"] == "none":
            continue
        if row["category"] not in by_category or row["code"] in context:
            assert row["kind"] == "context", row
        else:
            assert row["vulnerability"].split("_")[0] == by_category[row["category"]], row


# --- bands, breakdowns, thresholds ---


def test_age_bands_cover_every_age_once() -> None:
    ages = [a for row in seed("age_bands") for a in range(int(row["age_from"]), int(row["age_to"]) + 1)]
    assert ages == list(range(126))
    for row in seed("age_bands"):
        last = "+" if row["age_band"].endswith("+") else f"-{row['age_to']}"
        assert row["age_band"] == row["age_from"] + last


def test_breakdowns_are_those_of_the_design() -> None:
    categories: dict[str, list[str]] = {}
    for row in seed("breakdowns"):
        categories.setdefault(row["breakdown"], []).append(row["category"])
        assert all(row.values())
    assert categories == {
        "total": ["all"],
        "sex": ["female", "male"],
        "age": column("age_bands", "age_band"),
        "area": ["urban", "rural"],
    }
    for name in ("dimensions", "age_bands", "breakdowns"):
        assert column(name, "position") == [str(n + 1) for n in range(len(seed(name)))]


def test_thresholds_are_numbers_with_a_reason() -> None:
    values = {row["threshold"]: float(row["value"]) for row in seed("thresholds")}
    assert all(row["reason"] and row["unit"] for row in seed("thresholds"))
    assert (values["suppression_min"], values["suppression_max"]) == (1, 7)
    assert values["unknown_code_share_max"] == 0.01
    cov_02 = next(row for row in seed("indicators") if row["indicator"] == "COV-02")
    assert cov_02["numerator"] == f"state_age_days <= {values['current_state_days']:.0f}"


# --- indicators ---


@pytest.fixture(scope="module")
def people() -> duckdb.DuckDBPyConnection:
    """A table `person` with exactly the columns that an expression may use, and one person, all unknown."""
    flags = [v for v in column("vulnerabilities", "vulnerability") if v != "emp_not_working"] + list(FLAGS)
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
    assert row["family"] != "needs" or row["population"].startswith("assessed")
    assert not re.search(r"\bor\b(?![^(]*\))", row["population"])  # else `assessed` is escaped


@pytest.mark.parametrize("row", seed("indicators"), ids=column("indicators", "indicator"))
def test_nobody_unknown_is_counted(people: duckdb.DuckDBPyConnection, row: dict[str, str]) -> None:
    """Someone without an age or a finding is in no numerator of a need, and in no population of an age.

    Work is known of them, but without an age it says nothing: the answer is no, not null.
    """
    if row["family"] == "needs" and row["dimension"] != "EMP":
        assert evaluate(people, row["numerator"], assessed=True, **NOT_WORKING) is False
    if "age " in row["population"]:
        assert not evaluate(people, row["population"], assessed=True, sex="female", employment_known=True)


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
    codes = {row["code"]: row["vulnerability"] for row in seed("source_codes")}
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
    assert bool(evaluate(people, row["population"], **({"assessed": True} | person))) is population
    assert bool(evaluate(people, row["numerator"], **({"assessed": True} | person))) is numerator
