"""An .xlsx as text, tab by tab: a zip of XML, read row by row by the standard library.

A parser that lays a tab out in memory ends the whole process over one cell in the last corner of it; here a cell costs
what it is. What is damaged, or unpacks to far more than an export can be, is refused.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import join, normpath
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from orchestration.sources.archive import FAULTS
from quality.catalogue import threshold

Row = list[str | None]

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
REFERENCE = re.compile(r"([A-Z]{1,3})\d*")
#: an export has 50 MB at most, half a GB unpacked, and no form has hundreds of fields
MOST_BYTES = 2**31
MOST_COLUMNS = 1_000
BROKEN = (*FAULTS, ElementTree.ParseError, NotImplementedError, LookupError, RecursionError)


class BrokenWorkbookError(Exception):
    """The bytes are no workbook that can be read."""


class Workbook:
    """A workbook and the texts that its cells share."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            unpacked = sum(part.file_size for part in self._zip.infolist())
            if unpacked > min(threshold("archive_ratio_max") * len(content), MOST_BYTES):
                raise BrokenWorkbookError
            parts = {
                one.get("Id"): str(one.get("Target")) for one in self._elements(RELATIONS, "Relationship")
            }
            self._parts = {
                str(sheet.get("name")): normpath(join("xl", parts[_relation(sheet)])).lstrip("/")
                for sheet in self._elements(WORKBOOK, "sheet")
            }
        except BROKEN:
            raise BrokenWorkbookError from None

    def tabs(self) -> "list[Tab]":
        """Give the tabs that have a first row. Raises BrokenWorkbookError."""
        found = []
        for name, part in self._parts.items():
            _, header = next(self.rows(part), (0, []))
            if header:
                found.append(Tab(name, header, self, part))
        return found

    def rows(self, part: str) -> Iterator[tuple[int, Row]]:
        """Give the rows of a tab with their numbers, from 1. Raises BrokenWorkbookError."""
        try:
            number = 0
            for row in self._elements(part, "row"):
                number = int(row.get("r") or number + 1)
                yield number, self._row(row)
        except BROKEN:
            raise BrokenWorkbookError from None

    @cached_property
    def _shared(self) -> list[str]:
        return [_text(text) for text in self._elements("xl/sharedStrings.xml", "si")]

    def _row(self, row: Element) -> Row:
        cells: Row = []
        for cell in row:
            reference = REFERENCE.match(cell.get("r") or "")
            column = _number(reference[1]) if reference else len(cells) + 1
            if column > MOST_COLUMNS:
                raise BrokenWorkbookError
            cells += [None] * (column - len(cells))
            cells[column - 1] = self._value(cell)
        return cells

    def _value(self, cell: Element) -> str | None:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(cell)
        value = next((part.text for part in cell if _name(part) == "v"), None)
        if value is None or kind == "e":
            return None
        if kind == "s":
            return self._shared[int(value)]
        if kind == "b":
            return "true" if value == "1" else "false"
        return _whole(value) if kind == "n" else value

    def _elements(self, part: str, name: str) -> Iterator[Element]:
        """Give the elements of a name, one at a time; what was given is forgotten."""
        with self._zip.open(part) as file:
            for _, element in ElementTree.iterparse(file):
                if _name(element) == name:
                    yield element
                    element.clear()


@dataclass(frozen=True)
class Tab:
    """A tab: its first row, and the others on demand."""

    name: str
    header: Row
    book: Workbook
    part: str

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Give the rows below the header with their numbers."""
        rows = self.book.rows(self.part)
        next(rows, None)
        yield from rows


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _relation(sheet: Element) -> str:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _text(element: Element) -> str:
    """Put the runs of a text together, without how it is pronounced."""
    if _name(element) == "rPh":
        return ""
    own = element.text or "" if _name(element) == "t" else ""
    return own + "".join(_text(part) for part in element)


def _number(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number


def _whole(value: str) -> str:
    """Write a whole number without point and exponent."""
    try:
        number = float(value)
    except ValueError:
        return value
    return f"{number:.0f}" if number.is_integer() else value
