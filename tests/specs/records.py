"""Rows of an export's tables, numbered as they come."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.sources.contract import Table
from specs.columns import Format
from specs.rows import Row

Cells = dict[str, str | None]


@dataclass
class Records:
    """Tables of one export: name → rows, each with an `id`."""

    tables: dict[str, list[Cells]] = field(default_factory=dict)

    def add(self, table: str, **cells: str | None) -> str:
        """Add a row and give its key."""
        rows = self.tables.setdefault(table, [])
        rows.append({"id": str(len(rows) + 1), **cells})
        return str(len(rows))

    def csv(self, table: Table) -> bytes:
        """Give a table as a file, with all columns that its contract reads."""
        names = [column.name for column in table.read]
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, names, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(self.tables.get(table.name, []))
        return text.getvalue().encode()


def cells_of(row: Row, form: Format, table: Table) -> Cells:
    """Give what a row says in the columns of an export's table."""
    named = {column.field: column.name for column in form.columns.values() if column.name in row.values}
    return {column.name: row[named[column.name]] for column in table.read if column.name in named}


def answered(row: Row, form: Format, table: Table) -> Iterator[str]:
    """Give the columns of an export's table that a row fills."""
    return (name for name, value in cells_of(row, form, table).items() if value is not None)
