"""A workbook as text: whichever way a spreadsheet writes a cell, and whatever else is in the file."""

import io
import zipfile
from datetime import date

import pytest
from primero_cases import CASES
from primero_export import judged, tabs_of, xlsx_of
from workbook import SHEET, XML
from workbook import xlsx_of as made

from orchestration.sources.primero.workbook import BrokenWorkbookError, Row, Workbook

SHARED = (
    f'{XML}<sst xmlns="{SHEET}"><si><t>ID</t></si>'
    "<si><r><t>Ști</t></r><r><t>ri</t></r><rPh><t>x</t></rPh></si></sst>"
)


def with_rows(rows: str, shared: str = SHARED) -> bytes:
    """A workbook of one tab with these rows."""
    book = io.BytesIO(made({"A": [["x"]]}))
    changed = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.startswith("xl/worksheets"):
                new.writestr(name, old.read(name))
        sheet = (
            f'{XML}<worksheet xmlns="{SHEET}"><cols><col/></cols><sheetData>{rows}</sheetData></worksheet>'
        )
        new.writestr("xl/worksheets/sheet1.xml", sheet)
        new.writestr("xl/sharedStrings.xml", shared)
    return changed.getvalue()


def row_of(cells: str) -> Row:
    (tab,) = Workbook(with_rows(f"<row>{cells}</row>")).tabs()
    return tab.header


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="s"><v>1</v></c>', "Știri"),
        ('<c t="inlineStr"><is><t>a</t></is></c>', "a"),
        ('<c t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r></is></c>', "a b"),
        ('<c t="str"><f>1+1</f><v>2</v></c>', "2"),
        ('<c t="b"><v>1</v></c>', "true"),
        ('<c t="b"><v>0</v></c>', "false"),
        ('<c t="d"><v>2025-03-05T00:00:00</v></c>', "2025-03-05T00:00:00"),
        ('<c t="e"><v>#N/A</v></c>', None),
        ("<c><v>2477544479742</v></c>", "2477544479742"),
        ("<c><v>2.477544479742E12</v></c>", "2477544479742"),
        ("<c><v>12.0</v></c>", "12"),
        ("<c><v>12.5</v></c>", "12.5"),
        ("<c><v>346e709</v></c>", "346e709"),
        ("<c><v>x</v></c>", "x"),
        ('<c s="1"/>', None),
    ],
)
def test_the_ways_to_write_a_cell(cell, text):
    assert row_of(cell) == [text]


def test_cells_stand_where_they_say_or_after_the_last():
    assert row_of('<c r="C1"><v>3</v></c><c><v>4</v></c>') == [None, None, "3", "4"]


def test_rows_have_the_numbers_that_they_say_or_the_next():
    rows = "".join(f"<row{number}><c><v>1</v></c></row>" for number in ("", ' r="7"', "", ' r="1048576"'))
    (tab,) = Workbook(with_rows(rows)).tabs()
    assert [number for number, _ in tab.rows()] == [7, 8, 1048576]


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c r="XFD1"><v>1</v></c></row>',
        '<row><c t="s"><v>99</v></c></row>',
        '<row><c t="s"><v>x</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        "<row><c>",
        "<row>&unknown;</row>",
    ],
)
def test_what_is_broken_is_told(rows):
    with pytest.raises(BrokenWorkbookError):
        Workbook(with_rows(rows)).tabs()


def test_entities_that_multiply_are_refused():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 40}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE sst [<!ENTITY e0 "0123456789">{entities}]><sst><si><t>&e8;</t></si></sst>'
    with pytest.raises(BrokenWorkbookError):
        Workbook(with_rows('<row><c t="s"><v>0</v></c></row>', bomb)).tabs()


def test_a_day_that_a_spreadsheet_has_made_a_number_of(tmp_path):
    tabs = tabs_of(CASES)
    place = tabs["Basic Identity"][0].index("Date of Registration or Interview")
    tabs["Basic Identity"][1][place] = (date(2025, 3, 5) - date(1899, 12, 30)).days
    reading = judged(xlsx_of(tabs), tmp_path, "cases.xlsx")
    assert reading.entities["cases"]["registration_date"][0] == date(2025, 3, 5)
