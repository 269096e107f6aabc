"""The message to the sender as a workbook: a summary, and a row a finding that can be filtered and ticked off.

Every text is stored as text and marked so: what begins with =, +, - or @ is no formula, also when a cell is edited.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from quality.feedback import spelling
from quality.feedback.message import (
    COSTS,
    GRADES,
    MENDERS,
    Item,
    Message,
    grade_of,
    shown_key,
    words_of,
)
from quality.feedback.text import more_of_it
from quality.rules import RULES

#: rows that a sheet can have, its header among them
SHEET_ROWS = 1_048_576
#: sentences of more findings than these stand on one line each: a spreadsheet is slow to fit the heights of many rows
ROWS_WRAPPED = 5_000
#: numbers below this one are shown as they are (`shown_key`)
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
Cell = str | int | None
Formats = dict[str, Any]


def write_workbook(path: Path, message: Message) -> None:
    """Write the workbook, row after row, so that many findings take time and no memory."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"title": f"Livrarea {message.name}", "created": CREATED})
        formats = {
            "title": book.add_format({"bold": True, "font_size": 13, "quote_prefix": True}),
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#F4F6F8", "text_wrap": True}),
            "text": book.add_format({"quote_prefix": True, "valign": "top", "text_wrap": True}),
            "plain": book.add_format({"quote_prefix": True, "valign": "top"}),
            "number": book.add_format({"num_format": "0", "valign": "top"}),
        }
        left_out = max(message.findings.height - (SHEET_ROWS - 1), 0)
        _summary(book.add_worksheet("Rezumat"), message, left_out, formats)
        _findings(book.add_worksheet("Constatări"), message, formats)


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


def _findings(sheet: Any, message: Message, formats: Formats) -> None:
    """Write a row a finding, as many as a sheet can have."""
    _lay_out(sheet, FINDING_COLUMNS)
    sheet.freeze_panes(1, 0)
    shown = message.findings.head(SHEET_ROWS - 1)
    sheet.autofilter(0, 0, max(shown.height, 1), len(FINDING_COLUMNS) - 1)
    _write(sheet, 0, list(FINDING_COLUMNS), formats["head"], formats)
    texts = formats["text" if shown.height <= ROWS_WRAPPED else "plain"]
    for row, cells in enumerate(_finding_cells(shown, message.uats), start=1):
        _write(sheet, row, cells, texts, formats)


def _finding_cells(findings: pl.DataFrame, uats: dict[str, str]) -> Iterator[list[Cell]]:
    columns = ("rule", "file", "line", "key", "column", "detail", "siruta")
    for code, file, line, key, column, detail, siruta in findings.select(columns).iter_rows():
        grade, remedy, mender = _words_of_rule(code)
        yield [
            grade,
            file,
            line,
            column,
            key if key is None or 0 <= key < SHORT else shown_key(key),
            uats.get(siruta),
            _words(code, file, column, detail),
            remedy,
            mender,
        ]


@cache
def _words_of_rule(code: str) -> tuple[str, str, str]:
    rule = RULES[code]
    return GRADES[grade_of(rule)][1], rule.remedy_ro, MENDERS[rule.mended_by]


@lru_cache(maxsize=4096)
def _words(code: str, file: str | None, column: str | None, detail: str | None) -> str:
    return words_of(RULES[code], file=file, column=column, detail=detail)


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
