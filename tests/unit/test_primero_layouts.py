"""Primero's three layouts: the same cases come out of each, with all that the exporters do to them on the way."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from amc_export import KEY, balanced, rules
from primero_cases import CASES
from primero_export import LAYOUTS, SOURCE, Case, csv_of, json_of, judged, tabs_of, xlsx_of
from primero_forms import FORMS, FormOf, names

from orchestration.sources.delivery import Reading
from orchestration.sources.primero.reader import CONTRACT, read
from quality.rules import RULES, Effect

BOM = b"\xef\xbb\xbf"


def cases_of(reading: Reading) -> dict[str, Case]:
    return {row["case_id"]: row for row in reading.entities["cases"].iter_rows(named=True)}


def case(**data: object) -> Case:
    return CASES[0] | data


def one(folder: Path, **data: object) -> dict[str, Case]:
    """The first case with other data as each layout gives it."""
    return {
        layout: cases_of(judged(write([case(**data)]), folder / layout, f"cases.{layout}"))["4585f94"]
        for layout, write in LAYOUTS.items()
    }


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading]:
    folder = tmp_path_factory.mktemp("layouts")
    return {layout: judged(write(CASES), folder, f"cases.{layout}") for layout, write in LAYOUTS.items()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_accepted_without_a_remark(readings, layout):
    reading = readings[layout]
    assert reading.accepted
    assert balanced(reading)
    assert rules(reading) == set()
    assert reading.missing == []
    assert reading.counties == {"SM": len(CASES)}
    assert reading.covered == {"SM"}
    assert {name: rows.schema for name, rows in reading.entities.items()} == {
        table.name: pl.Schema(table.lake_schema) for table in CONTRACT.tables
    }


@pytest.mark.parametrize("table", [table.name for table in CONTRACT.tables])
def test_each_layout_gives_the_same_rows(readings, table):
    first, *others = (reading.entities[table].drop("uuid", strict=False) for reading in readings.values())
    assert first.height
    assert all(other.equals(first) for other in others)


def test_what_a_case_becomes(readings):
    cases = cases_of(readings["csv"])
    full, reopened, bare = cases["4585f94"], cases["0140421"], cases["9293110"]
    assert (full["status"], full["sex"], full["age"], full["risk_level"]) == ("open", "female", 10, "high")
    assert full["protection_concerns"] == ["other", "street_child"]
    assert (full["location"], full["county"]) == (136483, "SM")
    assert (full["urgent"], full["reopened"], full["age_estimated"]) == (True, False, False)
    assert (reopened["status"], reopened["reopened"], reopened["date_closure"]) == (
        "open",
        True,
        date(2025, 4, 30),
    )
    assert (bare["registration_date"], bare["protection_concerns"]) == (None, None)
    (service, *_) = readings["csv"].entities["services"].rows(named=True)
    assert service["implemented_at"] == datetime(2025, 3, 31, 21, 30)
    assert (service["type"], service["implemented"]) == ("food_service", True)


def test_nothing_personal_goes_on(readings):
    planted = (
        "Bota",
        "Ioana",
        "6140527",
        "0700000001",
        "Principal",
        "Consiliere",
        "Elena",
        "revenim",
        "casă",
    )
    for reading in readings.values():
        said = "".join(table.write_csv(None) for table in map(_flat, reading.entities.values()))
        said += reading.findings.frame().write_csv()
        assert [word for word in planted if word in said] == []


def _flat(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.col(pl.List(pl.String)).list.join(" "))


@pytest.mark.parametrize(
    ("path", "layout"),
    [("examples/cases.csv", csv_of(CASES)), ("examples_json/cases.json", json_of(CASES, page=6))],
)
def test_the_examples_are_these_cases(path, layout):
    assert (SOURCE / path).read_bytes() == layout
    assert read(SOURCE / path, None, KEY).accepted


# how the file may be written


@pytest.mark.parametrize(
    "change",
    [
        lambda content: BOM + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.rstrip(b"\n"),
    ],
    ids=["byte-order mark", "Windows line ends", "no last line end"],
)
@pytest.mark.parametrize("layout", ["csv", "json"])
def test_a_text_may_be_written_otherwise(layout, change, readings, tmp_path):
    reading = judged(change(LAYOUTS[layout](CASES)), tmp_path, f"cases.{layout}")
    assert reading.accepted
    assert reading.entities["services"].equals(readings[layout].entities["services"])


@pytest.mark.parametrize("kind", [".zip", "folder", "bare", "other name"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_delivery_is_bare_in_a_folder_or_in_a_zip(layout, kind, tmp_path):
    content, name = LAYOUTS[layout](CASES), f"Cases-20260105.103000.{layout.upper()}"
    path = tmp_path / {".zip": "a.zip", "folder": "a", "bare": f"cases.{layout}", "other name": name}[kind]
    if kind == "folder":
        path.mkdir()
        (path / name).write_bytes(content)
    elif kind == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"export/{name}", content)
    else:
        path.write_bytes(content)
    reading = read(path, None, KEY)
    assert reading.accepted
    assert reading.entities["cases"].height == len(CASES)


def test_old_ruby_says_the_same(readings, tmp_path):
    old = judged(csv_of(CASES, old=True), tmp_path)
    assert all(old.entities[name].equals(rows) for name, rows in readings["csv"].entities.items())


def test_pages_of_json_are_glued_together(readings, tmp_path):
    content = json_of(CASES, page=5)
    assert content.count(b"][") == 2
    with pytest.raises(ValueError, match="Extra data"):
        json.loads(content)
    glued = judged(content, tmp_path, "cases.json")
    assert all(glued.entities[name].equals(rows) for name, rows in readings["json"].entities.items())


def test_a_romanian_workbook_says_the_same(readings, tmp_path):
    reading = judged(xlsx_of(tabs_of(CASES, romanian=True)), tmp_path, "cases.xlsx")
    assert all(reading.entities[name].equals(rows) for name, rows in readings["xlsx"].entities.items())


@pytest.mark.parametrize("month", range(1, 13))
def test_the_months_of_both_languages(month, tmp_path):
    day = date(2025, month, 9)
    for romanian in (False, True):
        tabs = tabs_of([case(registration_date=day)], romanian=romanian)
        reading = judged(xlsx_of(tabs), tmp_path / str(romanian), "cases.xlsx")
        assert cases_of(reading)["4585f94"]["registration_date"] == day


TRANSLATED = {
    "Basic Identity": "Identitate de bază",
    "Case Status": "Starea cazului",
    "Open": "Deschis",
    "Sex": "Sexul",
    "Female": "Feminin",
    "Services-Nested Services": "Servicii-Servicii",
    "Service implemented": "Serviciu implementat",
    "Implemented": "Implementat",
    "Protection Concerns": "Probleme de protecție",
    "Street child ||| Other": "Copil al străzii ||| Altul",
    "Yes": "Da",
}


def test_forms_that_a_country_has_translated(readings, tmp_path):
    tabs = {
        TRANSLATED.get(name, name): [[TRANSLATED.get(str(cell), cell) for cell in row] for row in rows]
        for name, rows in tabs_of(CASES[:1]).items()
    }
    reading = judged(xlsx_of(tabs), tmp_path, "cases.xlsx")
    assert rules(reading) <= {"primero-open-only"}
    plain = judged(LAYOUTS["xlsx"](CASES[:1]), tmp_path / "plain", "cases.xlsx")
    assert all(reading.entities[name].equals(rows) for name, rows in plain.entities.items())


# values


def test_what_spreadsheets_would_take_for_a_formula(tmp_path):
    for name in ("=Ana Pop", " +Ana Pop", "-Ana Pop", "@Ana Pop", "|Ana Pop", "%Ana Pop"):
        keys = {found["name_key"] for found in one(tmp_path / name.strip(), name=name).values()}
        plain = {found["name_key"] for found in one(tmp_path / "plain", name="Ana Pop").values()}
        assert keys == plain


def test_a_quote_of_ones_own_stays(tmp_path):
    reading = judged(csv_of([case(case_id_display="'12")]), tmp_path)
    assert rules(reading) >= {"key-missing"}


def test_a_hidden_name_is_none(tmp_path):
    found = one(tmp_path, hidden_name=True)
    assert found["xlsx"]["name_key"] is None
    assert found["csv"]["name_key"] == found["json"]["name_key"] is not None


@pytest.mark.parametrize(
    ("short", "cell"),
    [("12e4567", float("inf")), ("0140421", 140421), ("9293110", 9293110), ("7897e01", 78970)],
)
def test_an_id_that_a_spreadsheet_takes_for_a_number(short, cell, tmp_path):
    tabs = tabs_of([case(case_id_display=short)])
    tabs["Basic Identity"][1][1] = cell if cell != float("inf") else 1e308 * 10
    if cell == float("inf"):
        tabs["Basic Identity"][1][1] = "Infinity"
    reading = judged(xlsx_of(tabs), tmp_path, "cases.xlsx")
    assert list(cases_of(reading)) == [short]
    assert set(reading.entities["services"]["case_id"]) == {short}


def test_a_cnp_that_a_spreadsheet_takes_for_a_number(readings, tmp_path):
    tabs = tabs_of(CASES)
    place = tabs["Basic Identity"][0].index("National ID Number")
    tabs["Basic Identity"] = [
        [
            int(cell) if at == place and isinstance(cell, str) and cell.isdigit() else cell
            for at, cell in enumerate(row)
        ]
        for row in tabs["Basic Identity"]
    ]
    reading = judged(xlsx_of(tabs), tmp_path, "cases.xlsx")
    assert reading.entities["cases"].equals(readings["xlsx"].entities["cases"])


def test_an_id_that_is_not_the_records_own(tmp_path):
    shown = case(case_id_display="SM-2025/17", short_id="4585f94")
    reading = judged(LAYOUTS["xlsx"]([shown]), tmp_path, "cases.xlsx")
    assert list(cases_of(reading)) == ["SM-2025/17"]
    assert set(reading.entities["family_members"]["case_id"]) == {"SM-2025/17"}


@pytest.mark.parametrize("layout", ["csv", "json"])
def test_two_cases_of_one_short_id_are_two(layout, tmp_path):
    cases = [CASES[0], CASES[1] | {"case_id_display": CASES[0]["case_id_display"]}, CASES[2]]
    reading = judged(LAYOUTS[layout](cases), tmp_path, f"cases.{layout}")
    assert set(cases_of(reading)) == {CASES[0]["id"], CASES[1]["id"], "0140421"}
    assert balanced(reading)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_case_without_an_id_of_its_own_has_its_uuid(layout, tmp_path):
    fields = [name for name in names() if name != "case_id_display"]
    forms = tuple(FormOf(f.label, tuple(x for x in f.fields if x.name in fields), f.subform) for f in FORMS)
    write: dict[str, Callable[[], bytes]] = {
        "csv": lambda: csv_of(CASES, fields),
        "json": lambda: json_of(CASES, fields),
        "xlsx": lambda: xlsx_of(tabs_of(CASES, forms)),
    }
    reading = judged(write[layout](), tmp_path, f"cases.{layout}")
    key = "case_id_display" if layout == "xlsx" else "id"
    assert set(cases_of(reading)) == {str(one[key]) for one in CASES}
    assert set(reading.entities["services"]["case_id"]) <= set(cases_of(reading))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("apart", [True, False])
def test_a_case_that_two_pages_hold_is_one(layout, apart, readings, tmp_path):
    cases = [*CASES[:3], CASES[0], *CASES[3:]] if apart else [CASES[0], *CASES]
    reading = judged(LAYOUTS[layout](cases), tmp_path, f"cases.{layout}")
    assert reading.accepted
    assert balanced(reading)
    assert rules(reading) == {"key-twice"}
    assert reading.tables[0] == {"table": "cases", "read": 13, "accepted": 12, "refused": 1}
    for name, rows in readings[layout].entities.items():
        assert reading.entities[name].drop("id", strict=False).equals(rows.drop("id", strict=False))


def test_an_entry_without_anything_is_none(tmp_path):
    for layout, write in LAYOUTS.items():
        content = write(
            [case(services_section=[{"unique_id": "x"}, {"unique_id": "y", "service_type": "food_service"}])]
        )
        reading = judged(content, tmp_path, f"cases.{layout}")
        assert reading.entities["services"]["type"].to_list() == ["food_service"]
        assert reading.tables[1]["read"] == 1


def test_entries_of_json_can_be_null(tmp_path):
    records = json.loads(json_of(CASES))
    records[0]["data"]["services_section"] = None
    records[1]["data"]["services_section"] = []
    reading = judged(json.dumps(records).encode(), tmp_path, "cases.json")
    assert reading.accepted
    assert reading.entities["services"].height == 0
    assert reading.missing == []


def test_no_finding_is_personal(tmp_path):
    spoilt = case(
        status="Ion Popescu",
        age="Ion Popescu",
        services_section="Ion Popescu",
        protection_concerns="Ion Popescu",
    )
    for layout, write in {"csv": csv_of, "json": json_of}.items():
        reading = judged(write([spoilt]), tmp_path, f"cases.{layout}")
        told = reading.findings.frame()
        assert "Popescu" not in told.write_csv()
        assert {RULES[rule].effect for rule in told["rule"]} >= {Effect.EMPTIES_FIELD}


def test_without_a_period_what_hangs_on_it_is_not_checked(tmp_path):
    late = [case(date_of_birth=date(2026, 2, 1))]
    assert "birth-date-impossible" in rules(judged(csv_of(late), tmp_path / "a"))
    assert "birth-date-impossible" not in rules(judged(csv_of(late), tmp_path / "b", period=None))


def test_times_are_utc(tmp_path):
    at = datetime(2025, 6, 30, 21, 30, tzinfo=UTC)
    entry = {"unique_id": "x", "service_type": "food_service", "service_implemented_day_time": at}
    for layout, write in LAYOUTS.items():
        reading = judged(write([case(services_section=[entry])]), tmp_path, f"cases.{layout}")
        assert reading.entities["services"]["implemented_at"].to_list() == [at.replace(tzinfo=None)]
