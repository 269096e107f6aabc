"""The rows of a spec's tables: every cell checked, with the names and in the form that an export has."""

import re
from dataclasses import dataclass

from quality.catalogue import seed
from specs.columns import Format
from specs.formats import FORMATS
from specs.markdown import EXPECTED, PEOPLE, Line, Sheet, Spec, SpecError

NURSES = "People (nurses)"
#: columns of what is expected that hold numbers; `-` is none
NUMBERS = ("of_them", "people", "value", "low", "high")
NUMBER = re.compile(r"-?\d+(\.\d+)?( ?%)?|-")


@dataclass(frozen=True)
class Row:
    """One row: values by column, None for what is not known. `given`: columns that the file writes."""

    line: Line
    values: dict[str, str | None]
    given: frozenset[str]

    def __getitem__(self, name: str) -> str | None:
        return self.values[name]

    def text(self, name: str) -> str:
        """Give a value that must be there."""
        return self.values[name] or self._missing(name)

    def codes(self, name: str) -> list[str]:
        return [code for code in (self.values[name] or "").split() if code != "-"]

    def fault(self, message: str) -> SpecError:
        return self.line.fault(message)

    def _missing(self, name: str) -> str:
        raise self.fault(f"{name} is empty")


def rows(spec: Spec, title: str) -> list[Row]:
    """Give the rows of all tables of a kind in a file; raises SpecError."""
    return [row for sheet in spec.sheets if kind(sheet) == title for row in _read(sheet, FORMATS[title])]


def kind(sheet: Sheet) -> str:
    """Tell the kind of a table: people without households are the nurses'; raises SpecError for an unknown title."""
    if sheet.title == PEOPLE and "household" not in sheet.header.cells:
        return NURSES
    if sheet.title not in FORMATS:
        titles = ", ".join(title for title in FORMATS if title != NURSES)
        raise sheet.header.fault(f"there are no tables «{sheet.title}»; there are {titles}")
    return sheet.title


def _read(sheet: Sheet, form: Format) -> list[Row]:
    header = list(sheet.header.cells)
    names = dict(zip(header, [form.named or header[0], *header[1:]], strict=True))
    for written, name in names.items():
        if name not in form.columns:
            known = ", ".join(dict.fromkeys(column.name for column in form.columns.values()))
            raise sheet.header.fault(f"there is no column «{written}» in {sheet.title}; there are {known}")
    return [_row(line, names, form) for line in sheet.lines]


def _row(line: Line, names: dict[str, str], form: Format) -> Row:
    values = {column.name: column.default for column in form.columns.values()}
    for written, cell in line.cells.items():
        column = form.columns[names[written]]
        try:
            values[column.name] = column.read(cell)
        except ValueError as fault:
            raise line.fault(f"{written}: {fault}") from None
    return Row(line, values, frozenset(form.columns[name].name for name in names.values()))


def check(spec: Spec) -> None:
    """Read all tables of a file; raises SpecError for the first that is wrong."""
    for title in dict.fromkeys(kind(sheet) for sheet in spec.sheets):
        for row in rows(spec, title):
            if title == EXPECTED:
                _check_expected(row)


def _check_expected(row: Row) -> None:
    """See that an expected number is of an indicator that there is, and that it is a number."""
    if row["indicator"] not in seed("indicators")["indicator"]:
        raise row.fault(f"there is no indicator «{row['indicator'] or ''}»")
    numbers = [cell for name in NUMBERS if (cell := row[name])]
    if not numbers:
        raise row.fault("it expects no number")
    for cell in numbers:
        if not NUMBER.fullmatch(cell):
            raise row.fault(f"«{cell}» is no number")
