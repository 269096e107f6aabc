"""The labels of Primero's forms: every field and option of the contract has its own, in both languages."""

from collections import Counter

import pytest
from primero_forms import FORMS

from orchestration.sources.primero.forms import LANGUAGES, case_columns, fold, forms, is_tab, subforms
from orchestration.sources.primero.reader import CONTRACT
from quality.catalogue import seed

COLUMNS = [
    pytest.param(form.table, column, id=f"{form.name}-{column.name}")
    for form in forms()
    for column in form.columns
]
#: columns that are no fields: made from the record itself
MADE = {"cases": {"uuid"}} | {form.table: {"id", "case_id"} for form in subforms().values()}


def test_every_column_that_is_read_is_a_field():
    for table in CONTRACT.tables:
        mine = {c.column for form in forms() if form.table == table.name for c in form.columns}
        assert mine | MADE[table.name] == {field.name for field in table.read}


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_field_has_the_type_and_the_options_of_the_contract(table, column):
    (field,) = [field for field in CONTRACT[table].read if field.name == column.column]
    types = {"d": "date", "D": "datetime", "n": "integer", "b": "boolean"}
    assert field.type == types.get(column.type, "string")
    assert len(column.labels) >= len(LANGUAGES)
    if column.type == "s":
        assert set(column.options.values()) == set(field.values)
    if column.type == "m":
        assert set(column.options.values()) <= set(seed("source_codes").filter(source="primero")["code"])


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
def test_a_label_means_one_field_of_its_form(form):
    counts = Counter(label for column in form.columns for label in set(column.labels))
    assert {label for label, count in counts.items() if count > 1} == set()


def test_a_tab_is_of_one_form():
    counts = Counter(tab for form in forms() for tab in form.tabs)
    assert {tab for tab, count in counts.items() if count > 1} == set()


def test_a_field_on_two_forms_is_one():
    assert len({column.column for column in case_columns().values()}) == len(case_columns())


@pytest.mark.parametrize(
    ("name", "form", "fits"),
    [
        ("Basic Identity", "basic_identity", True),
        ("basic identity", "basic_identity", True),
        ("Identitate de bază", "basic_identity", True),
        ("Basic Identi-1", "basic_identity", True),
        ("Basic Ident-12", "basic_identity", True),
        ("Basic Identi-12", "basic_identity", False),
        ("Basic Identit", "basic_identity", False),
        ("Closu-1", "closure_form", True),
        ("Services-Nested Services", "services_section", True),
        ("Servicii-Nested Services", "services_section", True),
        ("Services-Servicii", "services_section", True),
        ("Care Arrangemen-Nested Care ...", "care_arrangements_section", True),
        ("Care Arrangemen-Nested Care .-1", "care_arrangements_section", True),
        ("Case Plan-List of Interventi...", "cp_case_plan_subform_case_plan_interventions", True),
        ("Care Arrangements", "care_arrangements_section", False),
    ],
)
def test_a_tab_is_called_as_its_form(name, form, fits):
    (known,) = [one for one in forms() if one.name == form]
    assert is_tab(name, known) is fits


def test_folding_forgets_how_a_label_is_written():
    assert fold("  Is the age ESTIMATED? ") == "istheageestimated"
    assert fold("Închidere") == fold("inchidere")
    assert fold("Ș") == fold("ş") == "s"


def test_the_tests_forms_have_the_labels_of_the_reader():
    known = {column.name: column for column in case_columns().values()}
    for form in FORMS:
        for field in form.fields:
            if field.name in known:
                assert fold(field.label) in known[field.name].labels
