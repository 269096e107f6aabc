"""A plain Excel workbook of texts and numbers; same cells, same bytes."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | None
Rows = Sequence[Sequence[Cell]]

MADE = (2026, 1, 1, 0, 0, 0)
QUICK = 3
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
NUMBER = re.compile(r"[+-]?(?=\d|\.\d)\d*(\.\d*)?([Ee][+-]?\d+)?", re.ASCII)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


def _column(number: int) -> str:
    letters = ""
    while number >= 0:
        letters = chr(ord("A") + number % 26) + letters
        number = number // 26 - 1
    return letters


def _cell(place: str, value: Cell, numeric: bool) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, int) or (numeric and NUMBER.fullmatch(value)):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = escape(CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", value))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _sheet(rows: Rows, numeric: bool) -> Iterator[str]:
    letters = [_column(number) for number in range(max(map(len, rows)))]
    yield f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData>'
    for number, row in enumerate(rows, 1):
        first, *rest = zip(letters, row, strict=False)
        cells = [_cell(f"{first[0]}{number}", first[1], False)]
        cells += [_cell(f"{letter}{number}", value, numeric) for letter, value in rest]
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


def _parts(sheets: dict[str, Rows], numeric: bool) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>{overrides}</Types>',
    )
    yield (
        "_rels/.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    tabs = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for name, number in zip(sheets, count(1), strict=False)
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{tabs}</sheets></workbook>',
    )
    targets = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships">{targets}</Relationships>',
    )


def workbook(sheets: dict[str, Rows], numeric: bool = False) -> bytes:
    """Make a workbook (.xlsx) of rows of cells by the tab's name; a tab has at least one row.

    `numeric`: texts that look like numbers become numbers, but for those of the first column.
    """
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:

        def put(name: str, text: str) -> None:
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text, compresslevel=QUICK)

        for name, text in _parts(sheets, numeric):
            put(name, DECLARATION + text)
        for number, rows in enumerate(sheets.values(), 1):
            put(f"xl/worksheets/sheet{number}.xml", "".join(_sheet(rows, numeric)))
    return content.getvalue()
