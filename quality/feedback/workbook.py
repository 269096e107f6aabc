"""The message to the sender as a workbook: a summary, and a row a finding that can be filtered and ticked off.

Every text is stored as text and marked so: what begins with =, +, - or @ is no formula, also when a cell is edited.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import polars as pl
import xlsxwriter

from quality.feedback import spelling
from quality.feedback.message import (
    COSTS,
    GRADES,
    MENDERS,
    WORDS,
    Item,
    Message,
    grade_of,
    words_of,
)
from quality.feedback.text import more_of_it
from quality.findings import LONG_NUMBER
from quality.rules import RULES

#: rows that a sheet can have, its header among them
SHEET_ROWS = 1_048_576
#: sentences of more findings than these stand on one line each: a spreadsheet is slow to fit the heights of many rows
ROWS_WRAPPED = 5_000
#: keys below this one are shown as numbers, others as text, without what could be a phone or a CNP
SHORT = 10**9
#: fixed, so that the same findings make the same bytes
CREATED = datetime(2000, 1, 1)
ITEM_COLUMNS = {
    "Gravitate": 13,
    "Ce este greșit": 60,
    "Fișier": 24,
    "Coloana": 22,
    "De câte ori": 12,
    "Liniile": 22,
    "Localități": 30,
    "Ce se întâmplă": 26,
    "Ce e de făcut": 52,
    "Cine poate": 28,
}
FINDING_COLUMNS = {
    "Gravitate": 13,
    "Fișier": 24,
    "Linia": 10,
    "Coloana": 22,
    "Cheia": 14,
    "Localitatea": 24,
    "Ce este greșit": 70,
    "Ce e de făcut": 56,
    "Cine poate": 28,
}
#: columns of findings under the headings
FINDING_CELLS = ("grade", "file", "line", "column", "key", "place", "words", "remedy", "mender")
#: the sheet of findings in the book; in it the rows of the pattern, and in these the cells of texts and of the number
FINDINGS_PART = "xl/worksheets/sheet2.xml"
PATTERN = re.compile(r'(.*?)(<row r="2".*</row>)(.*)', re.DOTALL)
TEXT_CELL = re.compile(r'<c r="[A-H]\d+"( s="\d+" t="s"><v>\d+</v></c>)')
NUMBER_CELL = re.compile(r'<c r="I\d+"( s="\d+"><v>)0</v></c>')
#: rows that are put together at once
ROWS_AT_ONCE = 20_000
Cell = str | int | None
Formats = dict[str, Any]


def write_workbook(path: Path, message: Message) -> None:
    """Write the workbook.

    Few of its texts differ: each is written once, and the rows of findings are put together of these, which is many
    times as quick as to have the library write each cell.
    """
    cells = _cells(message.findings.head(SHEET_ROWS - 1), message.uats)
    texts = cells.select(pl.selectors.string()).unpivot()["value"].unique(maintain_order=True)
    texts = texts.filter(texts != "")
    draft = BytesIO()
    with xlsxwriter.Workbook(draft, {"in_memory": True}) as book:
        book.set_properties({"title": f"Livrarea {message.name}", "created": CREATED})
        formats = {
            "title": book.add_format({"bold": True, "font_size": 13, "quote_prefix": True}),
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#F4F6F8", "text_wrap": True}),
            "text": book.add_format({"quote_prefix": True, "valign": "top", "text_wrap": True}),
            "plain": book.add_format({"quote_prefix": True, "valign": "top"}),
            "number": book.add_format({"num_format": "0", "valign": "top"}),
        }
        left_out = message.findings.height - cells.height
        _summary(book.add_worksheet("Rezumat"), message, left_out, formats)
        _lay_out_findings(book.add_worksheet("Constatări"), cells.height, texts, formats)
    with zipfile.ZipFile(draft) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as finished:
        for part in parts.infolist():
            content = parts.read(part)
            finished_part = zipfile.ZipInfo(part.filename, part.date_time)
            finished_part.compress_type, finished_part.external_attr = (
                zipfile.ZIP_DEFLATED,
                part.external_attr,
            )
            with finished.open(finished_part, "w") as file:
                if part.filename == FINDINGS_PART and cells.height:
                    for piece in _with_rows(content.decode(), cells, texts):
                        file.write(piece.encode())
                else:
                    file.write(content)


def _summary(sheet: Any, message: Message, left_out: int, formats: Formats) -> None:
    """Write what came of the delivery, the counts of its tables, and a row an item."""
    _lay_out(sheet, ITEM_COLUMNS)
    rows: list[tuple[str, list[Cell]]] = [("title", [f"Livrarea {message.name}: {message.verdict}"])]
    rows += [("plain", [message.origin])] if message.origin else []
    if left_out:
        words = (
            f"În foaia Constatări încap primele {spelling.number(SHEET_ROWS - 1)}, cele mai folositoare;"
            f" restul, {spelling.number(left_out)}, sunt în findings.csv."
        )
        rows.append(("plain", [words]))
    if message.tables:
        rows += [("plain", []), ("title", [message.tables_heading])]
        rows.append(("head", ["Tabelul", None, "Citite", "Bune", "Refuzate"]))
        for table in message.tables:
            rows.append(("plain", [table["table"], None, table["read"], table["accepted"], table["refused"]]))
    if message.items:
        rows += [("plain", []), ("title", ["Ce este greșit"]), ("head", list(ITEM_COLUMNS))]
        rows += [("text", _item_cells(item)) for item in message.items]
    for row, (kind, cells) in enumerate(rows):
        _write(sheet, row, cells, formats[kind], formats)


def _item_cells(item: Item) -> list[Cell]:
    lines = spelling.lines(item.lines, item.line_count) if item.lines else None
    return [
        GRADES[item.grade][1],
        " ".join(filter(None, (item.message, more_of_it(item)))),
        item.file,
        item.column,
        item.times,
        lines,
        item.localities or None,
        COSTS[item.rule.effect],
        item.rule.remedy_ro,
        MENDERS[item.rule.mended_by],
    ]


def _lay_out_findings(sheet: Any, rows: int, texts: pl.Series, formats: Formats) -> None:
    """Make the sheet of findings, with a pattern where their rows will be: each text once, in the last row a number.

    The texts take no more rows than the findings, whose lines at least are no texts.
    """
    _lay_out(sheet, FINDING_COLUMNS)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(rows, 1), len(FINDING_COLUMNS) - 1)
    _write(sheet, 0, list(FINDING_COLUMNS), formats["head"], formats)
    kind = formats["text" if rows <= ROWS_WRAPPED else "plain"]
    last = len(FINDING_COLUMNS) - 1
    for place, text in enumerate(texts):
        sheet.write_string(1 + place // last, place % last, text, kind)
    if rows:
        sheet.write_number(rows, last, 0, formats["number"])


def _cells(findings: pl.DataFrame, uats: dict[str, str]) -> pl.DataFrame:
    """Give the cells of each finding, a column of them under each heading, null where a cell stays empty.

    Keys that are shown as text stand in one more column, `long_key`.
    """
    named = ["rule", *WORDS]
    said = findings.select(named).unique()
    told = [(RULES[row["rule"]], row) for row in said.iter_rows(named=True)]
    texts = {
        "grade": [GRADES[grade_of(rule)][1] for rule, _ in told],
        "words": [words_of(rule, **{word: row[word] for word in WORDS}) for rule, row in told],
        "remedy": [rule.remedy_ro for rule, _ in told],
        "mender": [MENDERS[rule.mended_by] for rule, _ in told],
    }
    said = said.with_columns(pl.Series(name, column, dtype=pl.String) for name, column in texts.items())
    cells = findings.join(said, on=named, how="left", nulls_equal=True, maintain_order="left")
    key = pl.col("key")
    is_short = key.is_between(0, SHORT, closed="left")
    return cells.with_columns(
        place=pl.col("siruta").replace_strict(uats, default=None, return_dtype=pl.String),
        key=pl.when(is_short).then(key),
        long_key=pl.when(~is_short).then(key.cast(pl.String).str.replace_all(LONG_NUMBER.pattern, "#")),
    ).select(*FINDING_CELLS, "long_key")


def _with_rows(sheet: str, cells: pl.DataFrame, texts: pl.Series) -> Iterator[str]:
    """Give the sheet piece by piece, with the rows of cells in the place of the pattern, written as it is."""
    parted = PATTERN.fullmatch(sheet)
    if parted is None:
        raise AssertionError("the pattern is not where it was put")
    head, pattern, rest = parted.groups()
    written = dict(zip(texts, TEXT_CELL.findall(pattern), strict=True))
    (number,) = NUMBER_CELL.findall(pattern)
    letters = dict(zip(FINDING_CELLS, ascii_uppercase, strict=False))
    letters["long_key"] = letters["key"]
    row, row_cells = pl.col("row"), []
    for name in sorted(letters, key=lambda name: letters[name]):
        start, cell = f'<c r="{letters[name]}', pl.col(name)
        if cells.schema[name] == pl.String:
            text = cell.replace_strict(written, default=None, return_dtype=pl.String)
            row_cells.append(_joined(start, row, '"', text))
        else:
            row_cells.append(_joined(start, row, f'"{number}', cell, "</v></c>"))
    opened = _joined('<row r="', row, '">')
    line = pl.concat_str(opened, *row_cells, pl.lit("</row>"), ignore_nulls=True)
    yield head
    for piece in cells.with_row_index("row", offset=2).iter_slices(ROWS_AT_ONCE):
        yield "".join(piece.select(line).to_series())
    yield rest


def _joined(*parts: str | pl.Expr) -> pl.Expr:
    """Put texts together; null where one of them is."""
    return pl.concat_str(pl.lit(part) if isinstance(part, str) else part for part in parts)


def _lay_out(sheet: Any, columns: dict[str, int]) -> None:
    """Set widths, and how the sheet is printed."""
    for place, width in enumerate(columns.values()):
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, row: int, cells: list[Cell], texts: Any, formats: Formats) -> None:
    for place, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, int):
            sheet.write_number(row, place, cell, formats["number"])
        else:
            sheet.write_string(row, place, cell, texts)
