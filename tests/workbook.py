"""A small workbook (.xlsx) from rows, tab by tab, with the standard library alone."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

Tabs = dict[str, list[list[str | float | None]]]

XML = '<?xml version="1.0" encoding="UTF-8"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx_of(tabs: Tabs) -> bytes:
    """A workbook of the tabs: texts inline, numbers as numbers."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}/relationships"><sheets>'
        + "".join(
            f'<sheet name={_attribute(name)} sheetId="{n}" r:id="r{n}"/>'
            for n, name in enumerate(tabs, start=1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(tabs) + 1)
        )
        + "</Relationships>",
    }
    for number, rows in enumerate(tabs.values(), start=1):
        lines = "".join(
            f'<row r="{n}">{"".join(_xml_cell(value, n, at) for at, value in enumerate(row))}</row>'
            for n, row in enumerate(rows, start=1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{SHEET}"><sheetData>{lines}</sheetData></worksheet>'
        )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, XML + part)
    return content.getvalue()


def parts_of(path: Path) -> bytes:
    """All that stands in a workbook, unpacked."""
    with zipfile.ZipFile(path) as book:
        return b"\n".join(book.read(name) for name in book.namelist())


def _attribute(text: str) -> str:
    return f'"{escape(text, {chr(34): "&quot;"})}"'


def _xml_cell(value: str | float | None, row: int, column: int) -> str:
    place = f'r="{chr(65 + column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c {place}><v>{value}</v></c>"
