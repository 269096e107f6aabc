"""Exports of users who may not see everything, and of countries that have more: what is missing is told as missing."""

import json

import pytest
from amc_export import rules
from primero_cases import CASES
from primero_export import LAYOUTS, Case, csv_of, json_of, judged, tabs_of, xlsx_of
from primero_forms import FORMS, FieldOf, FormOf, names
from workbook import Tabs

from orchestration.sources.delivery import Reading
from orchestration.sources.primero.reader import CONTRACT


def cases_of(reading: Reading) -> dict[str, Case]:
    return {row["case_id"]: row for row in reading.entities["cases"].iter_rows(named=True)}


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading]:
    folder = tmp_path_factory.mktemp("hidden")
    return {layout: judged(write(CASES), folder, f"cases.{layout}") for layout, write in LAYOUTS.items()}


@pytest.mark.parametrize(
    "name", ["status", "risk_level", "protection_concerns", "national_id_no", "date_closure"]
)
@pytest.mark.parametrize("layout", ["csv", "xlsx"])
def test_a_hidden_field_is_missing_and_not_empty(layout, name, tmp_path):
    forms = tuple(FormOf(f.label, tuple(x for x in f.fields if x.name != name), f.subform) for f in FORMS)
    fields = [field for field in names() if field != name]
    content = csv_of(CASES, fields) if layout == "csv" else xlsx_of(tabs_of(CASES, forms))
    reading = judged(content, tmp_path, f"cases.{layout}")
    assert reading.accepted
    assert reading.missing == [("cases", name)]
    assert "column-not-exported" in rules(reading)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_hidden_subform_is_a_missing_table(layout, tmp_path):
    forms = tuple(f for f in FORMS if f.label != "Services")
    fields = names(forms)
    write = {"csv": lambda: csv_of(CASES, fields), "json": lambda: json_of(CASES, fields)}
    content = write[layout]() if layout in write else xlsx_of(tabs_of(CASES, forms))
    reading = judged(content, tmp_path, f"cases.{layout}")
    assert reading.accepted
    assert reading.entities["services"].height == 0
    assert set(reading.missing) == {("services", field.name) for field in CONTRACT["services"].read}
    assert "table-not-exported" in rules(reading)


def test_a_hidden_field_of_a_subform_is_missing_in_excel(tmp_path):
    hidden = "service_implemented"
    forms = tuple(
        FormOf(f.label, f.fields, (*f.subform[:2], tuple(x for x in f.subform[2] if x.name != hidden)))
        if f.subform
        else f
        for f in FORMS
    )
    reading = judged(xlsx_of(tabs_of(CASES, forms)), tmp_path, "cases.xlsx")
    assert reading.missing == [("services", "implemented")]


def test_a_field_on_two_forms_is_there_if_one_of_them_is(readings, tmp_path):
    forms = tuple(f for f in FORMS if f.label not in ("Closure", "Protection Concerns"))
    reading = judged(xlsx_of(tabs_of(CASES, forms)), tmp_path, "cases.xlsx")
    same = ["case_id", "status", "protection_concerns"]
    assert reading.entities["cases"].select(same).equals(readings["xlsx"].entities["cases"].select(same))
    assert {"date_closure", "closure_reason", "risk_level"} <= {column for _, column in reading.missing}


def test_what_stands_beside_the_data_of_json_is_not_read(tmp_path):
    """It is there whatever the user may see, the name too."""
    hidden = ("status", "registration_date", "location_current", "name", "risk_level", "disability_type")
    reading = judged(json_of(CASES, [name for name in names() if name not in hidden]), tmp_path, "cases.json")
    columns = ("status", "registration_date", "location", "name", "risk_level", "disability_type")
    assert set(reading.missing) >= {("cases", column) for column in columns}
    cases = reading.entities["cases"]
    assert (
        cases.select("status", "registration_date", "location", "county", "name_key").null_count().row(0)
        == (cases.height,) * 5
    )


def test_a_field_that_is_empty_beside_the_data_too_is_empty_and_not_hidden(tmp_path):
    open_cases = [case | {"date_closure": None} for case in CASES]
    reading = judged(json_of(open_cases), tmp_path, "cases.json")
    assert ("cases", "date_closure") not in reading.missing


def test_what_stands_beside_the_data_says_nothing_of_what_is_empty(tmp_path):
    records = json.loads(json_of(CASES))
    del records[0]["data"]["risk_level"]
    reading = judged(json.dumps(records).encode(), tmp_path, "cases.json")
    assert cases_of(reading)["4585f94"]["risk_level"] is None


def test_a_workbook_of_subforms_alone_says_which_cases_there_are(tmp_path):
    tabs = {name: rows for name, rows in tabs_of(CASES).items() if name == "Services-Nested Services"}
    reading = judged(xlsx_of(tabs), tmp_path, "cases.xlsx")
    assert reading.entities["cases"]["case_id"].to_list() == [one["case_id_display"] for one in CASES]
    assert reading.entities["services"].height == 3


# what countries add


EXTRA = FormOf("Țara mea: formular?", (FieldOf("x", "Câmpul meu"), FieldOf("y", "Full Name")))


def test_what_a_country_adds_is_left_unread(readings, tmp_path):
    added = [one | {"x": "text", "y": [1, {"z": None}]} for one in CASES]
    contents = {
        "csv": csv_of(added, [*names(), "x", "y"]),
        "json": json_of(added, [*names(), "x", "y"]),
        "xlsx": xlsx_of(tabs_of([one | {"x": "text", "y": "text"} for one in CASES], (EXTRA, *FORMS))),
    }
    for layout, content in contents.items():
        reading = judged(content, tmp_path, f"cases.{layout}")
        assert reading.accepted
        assert all(reading.entities[name].equals(rows) for name, rows in readings[layout].entities.items())


def renamed(tabs: Tabs, old: str, new: str) -> Tabs:
    return {new if name == old else name: rows for name, rows in tabs.items()}


def test_of_two_tabs_of_one_name_the_one_with_the_labels_is_read(readings, tmp_path):
    other = {"Services-Nested Services": [["ID", "Câmpul meu"], ["4585f94", "text"]]}
    tabs = renamed(tabs_of(CASES), "Services-Nested Services", "Services-Nested Servic-1")
    reading = judged(xlsx_of(other | tabs), tmp_path, "cases.xlsx")
    assert reading.entities["services"].equals(readings["xlsx"].entities["services"])


def test_a_tab_of_another_name_is_known_by_its_labels(readings, tmp_path):
    tabs = renamed(tabs_of(CASES), "Basic Identity", "Identification")
    tabs = renamed(tabs, "Services-Nested Services", "Response-Services")
    reading = judged(xlsx_of(tabs), tmp_path, "cases.xlsx")
    assert reading.accepted
    assert all(reading.entities[name].equals(rows) for name, rows in readings["xlsx"].entities.items())


def test_the_form_of_care_arrangements_is_not_its_subform(tmp_path):
    tabs = tabs_of(CASES)
    del tabs["Care Arrangemen-Nested Care ..."]
    reading = judged(xlsx_of(tabs), tmp_path, "cases.xlsx")
    assert reading.entities["care_arrangements"].height == 0
    assert ("care_arrangements", "type") in reading.missing


def test_order_of_tabs_and_columns_does_not_matter(readings, tmp_path):
    tabs = {
        name: [[row[0], *reversed(row[1:])] for row in rows]
        for name, rows in reversed(tabs_of(CASES).items())
    }
    reading = judged(xlsx_of(tabs), tmp_path, "cases.xlsx")
    assert all(reading.entities[name].equals(rows) for name, rows in readings["xlsx"].entities.items())
