"""An .xlsx as text, tab by tab; what would break or flood the reader is refused before it is opened."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import fastexcel
import polars as pl

from orchestration.sources.archive import FAULTS
from quality.catalogue import threshold

CELL = re.compile(rb"<c\b[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")
#: a tab is laid out whole in memory; an export has 50 MB at most, which are half a GB and some 3 million cells unpacked
MOST_CELLS = 10_000_000
MOST_COLUMNS, MOST_ROWS = 1_000, 2**20
MOST_BYTES = 2**31


class BrokenWorkbookError(ValueError):
    """The bytes are no workbook that can be read."""


@dataclass(frozen=True)
class Tab:
    """A tab: its header and, as text columns, what stands below it."""

    name: str
    header: list[str | None]
    cells: pl.DataFrame

    @property
    def lines(self) -> range:
        """The tab's row, from 1, of each row of cells."""
        return range(2, self.cells.height + 2)


def tabs_of(content: bytes) -> Iterator[Tab]:
    """Give the tabs that hold anything. Raises BrokenWorkbookError."""
    try:
        _check_size(content)
    except (*FAULTS, NotImplementedError):
        raise BrokenWorkbookError from None
    try:
        book = fastexcel.read_excel(content)
        for name in book.sheet_names:
            sheet = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
            if sheet.height:
                yield Tab(name, list(sheet.row(0)), sheet[1:])
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # its parser panics, which is no Exception
        raise BrokenWorkbookError from None


def _check_size(content: bytes) -> None:
    """Raise an error for what unpacks to far more than it is, or for a cell far away from the others."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        unpacked = sum(part.file_size for part in book.infolist())
        if unpacked > min(threshold("archive_ratio_max") * len(content), MOST_BYTES):
            raise BrokenWorkbookError
        for part in book.infolist():
            if part.filename.startswith("xl/worksheets/"):
                widest, deepest = _extent(book.read(part))
                if widest > MOST_COLUMNS or deepest > MOST_ROWS or widest * deepest > MOST_CELLS:
                    raise BrokenWorkbookError


def _extent(sheet: bytes) -> tuple[int, int]:
    """Give the last column and the last row of a tab, from 1."""
    widest, deepest = 0, 0
    for column, row in CELL.findall(sheet):
        widest, deepest = max(widest, _number(column)), max(deepest, int(row))
    return widest, deepest


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
