"""The example of household assessments as bytes, to be spoiled, cut down to changes, written and judged."""

import csv
import io
from pathlib import Path

from amc_export import KEY, PERIOD, Files, Rows, changed, rows_of, write_folder

from orchestration.period import Period
from orchestration.sources.delivery import Reading
from orchestration.sources.spor.reader import CONTRACT, read

EXAMPLES = Path(__file__).parent.parent / "orchestration" / "sources" / "spor" / "examples"
TABLES = [table.name for table in CONTRACT.tables]


def example() -> Files:
    """The example's files by table: a whole delivery."""
    return {table: (EXAMPLES / f"{table}.csv").read_bytes() for table in TABLES}


def header(table: str) -> list[str]:
    return example()[table].decode().split("\n", 1)[0].split(",")


def csv_of(table: str, rows: Rows, columns: list[str] | None = None) -> bytes:
    """Rows as a file, with the example's columns unless others are given; what a row does not say is empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns or header(table), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def with_rows(table: str, *rows: dict[str, str], files: Files | None = None) -> Files:
    """The files, the example's unless others are given, with more rows in one table."""
    files = files or example()
    return files | {table: csv_of(table, rows_of(files[table]) + list(rows))}


def with_cells(table: str, row: int, files: Files | None = None, **cells: str) -> Files:
    """The files, the example's unless others are given, with fields of one row set; `row` counts from 0."""

    def change(rows: Rows) -> None:
        rows[row] |= cells

    return changed(files or example(), table, change)


def changes(**tables: Rows) -> Files:
    """A delivery of changes since the quarter before, with the rows given and no others."""
    declared = rows_of(example()["delivery"])[0] | {"kind": "changes", "since": "2025-Q3"}
    return {name: csv_of(name, tables.get(name, [])) for name in TABLES} | {
        "delivery": csv_of("delivery", [declared])
    }


def judged(files: Files, folder: Path, period: Period | None = PERIOD) -> Reading:
    """Write, read and judge."""
    return read(write_folder(files, folder), period, KEY)
