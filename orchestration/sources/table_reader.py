"""One CSV table by its contract: bytes in; typed rows, and refused rows and lost fields as findings, out."""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from orchestration.sources import csv_structure
from orchestration.sources.column_types import INVALID, cast
from orchestration.sources.contract import Field, Table
from quality.findings import Findings

NULLS = ["", "NULL", r"\N"]
ROW = "_row"
BOM = b"\xef\xbb\xbf"
OTHER_SEPARATORS = {";": "punct și virgulă", "\t": "tabulator", "|": "bară verticală"}
COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass
class TableReading:
    """A table as read. `rows`: accepted rows, the contract's columns and `_row`; `lines`: line of the file by `_row`.

    `read`, `refused`: rows of the file, and those of them that were refused, each counted by itself. `last_line`:
    where the last record begins; `ended`: it has its line end.
    """

    table: Table
    file: str
    rows: pl.DataFrame
    lines: np.ndarray
    read: int
    refused: int
    last_line: int
    ended: bool
    findings: Findings

    def refuse(self, bad: pl.Expr, rule: str, column: str) -> None:
        """Refuse the rows for which `bad` holds."""
        mask = self._mask(bad)
        if mask.any():
            self.refused += self._report(mask, rule, column)
            self.rows = self.rows.filter(~mask)

    def empty(self, column: str, bad: pl.Expr, rule: str, detail: str | None = None) -> None:
        """Empty one field of the rows for which `bad` holds."""
        mask = self._mask(bad)
        if mask.any():
            self._report(mask, rule, column, detail)
            kept = pl.when(~mask).then(pl.col(column))
            self.rows = self.rows.with_columns(kept.alias(column))

    def share(self, bad: pl.Expr) -> tuple[int, float]:
        """Count the rows for which `bad` holds, and their share of all."""
        count = int(self._mask(bad).sum())
        return count, count / max(self.rows.height, 1)

    def _mask(self, bad: pl.Expr) -> pl.Series:
        return self.rows.select(bad.fill_null(False).alias("bad"))["bad"]

    def _report(self, mask: pl.Series, rule: str, column: str, detail: str | None = None) -> int:
        bad = self.rows.filter(mask)
        key = bad[self.table.key]
        rows = pl.DataFrame(
            {"line": self.lines[bad[ROW].to_numpy()], "key": key if key.dtype == pl.Int64 else None}
        )
        words = {"file": self.file, "column": column, "detail": detail}
        self.findings.add_rows(
            rule, rows.with_columns(pl.lit(v, pl.String).alias(k) for k, v in words.items())
        )
        return bad.height


def read_table(content: bytes, table: Table, findings: Findings) -> TableReading | None:
    """Read one file. None where the file as a whole is refused, with the finding that says why."""
    file = f"{table.name}.csv"
    content = content.removeprefix(BOM)
    if not content or content.isspace():
        findings.add("file-empty", file=file)
        return None
    if not _is_utf8(content, file, findings):
        return None
    structure = csv_structure.scan(content)
    if not _is_whole(structure, file, findings) or not _has_columns(structure.header, table, file, findings):
        return None
    rows, lines = _parse(content, structure, table)
    bad = structure.lines[structure.malformed]
    last_line = int(structure.lines[-1]) if len(structure.lines) else 1
    findings.add_rows("row-malformed", pl.DataFrame({"line": bad}).with_columns(file=pl.lit(file)))
    reading = TableReading(
        table, file, rows, lines, len(structure.lines), len(bad), last_line, structure.ended, findings
    )
    for field in sorted(table.read, key=lambda field: field.name != table.key):
        _type(reading, field)
    reading.refuse(~pl.col(table.key).is_first_distinct(), "key-twice", table.key)
    if not reading.rows.height:
        findings.add("table-empty" if table.not_empty else "table-without-rows", file=file)
    return reading


def _is_utf8(content: bytes, file: str, findings: Findings) -> bool:
    """Say whether the text is UTF-8. UTF-16 without its mark is, but for the zero bytes among its letters."""
    fault = None
    try:
        content.decode("utf-8")
        if b"\0" in content.split(b"\n", 1)[0]:
            fault = 0
    except UnicodeDecodeError as error:
        fault = error.start
        if error.reason == "unexpected end of data":
            findings.add("file-cut-short", file=file, line=content.count(b"\n") + 1)
            return False
    if fault is not None:
        findings.add("encoding-not-utf8", file=file, line=content.count(b"\n", 0, fault) + 1)
    return fault is None


def _is_whole(structure: csv_structure.CsvStructure, file: str, findings: Findings) -> bool:
    if structure.cut_short:
        findings.add(
            "file-cut-short", file=file, line=int(structure.lines[-1]) if len(structure.lines) else 1
        )
    elif structure.broken_quote_line is not None:
        findings.add("quote-not-closed", file=file, line=structure.broken_quote_line)
    elif not structure.ended:
        findings.add("file-unended", file=file)
    return not structure.cut_short and structure.broken_quote_line is None


def _has_columns(header: list[str], table: Table, file: str, findings: Findings) -> bool:
    """Say whether the columns that are read are there, each once.

    A header that lacks one may be a row of data: then nothing of it is told.
    """
    read = [field.name for field in table.read]
    missing = [name for name in read if name not in header]
    twice = [name for name in read if header.count(name) > 1]
    if len(missing) == len(read):
        separator = next((words for mark, words in OTHER_SEPARATORS.items() if mark in header[0]), None)
        findings.add(
            "separator-not-comma" if separator else "header-missing", file=file, line=1, detail=separator
        )
    else:
        for name in missing:
            findings.add("column-missing", file=file, column=name)
    for name in twice:
        findings.add("column-twice", file=file, column=name)
    known = {field.name for field in table.fields}
    for place, name in enumerate(header, start=1):
        if not missing and name not in known:
            findings.add(
                "column-not-read", file=file, column=name if COLUMN_NAME.fullmatch(name) else f"#{place}"
            )
    return not missing and not twice


def _parse(
    content: bytes, structure: csv_structure.CsvStructure, table: Table
) -> tuple[pl.DataFrame, np.ndarray]:
    """Parse the well-formed records. Gives the rows as text, and their lines."""
    lines = np.delete(structure.lines, structure.malformed)
    whole = not len(structure.malformed)
    rows = _read_csv(content[structure.body], structure.header, table) if whole else None
    if rows is None or rows.height != len(lines):  # blank lines, which Polars takes for records
        rows = _read_csv(csv_structure.records(content, structure), structure.header, table)
    if rows.height != len(lines):
        raise AssertionError(f"{table.name}: {rows.height} rows parsed, {len(lines)} records found")
    return rows, lines


def _read_csv(body: bytes, header: list[str], table: Table) -> pl.DataFrame:
    """Read the contract's columns as text, nulls for the ways to write one; `_row` counts from 0."""
    names = [field.name for field in table.read]
    if not body:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String)).with_row_index(ROW)
    schema = {name if name in names else f"#{place}": pl.String for place, name in enumerate(header)}
    rows = pl.read_csv(body, has_header=False, schema=schema)
    cells = (pl.col(name).str.strip_chars() for name in names)
    return rows.select(pl.when(~cell.is_in(NULLS)).then(cell) for cell in cells).with_row_index(ROW)


def _type(reading: TableReading, field: Field) -> None:
    """Give one column its type. A value that has none is lost, or its row where the row cannot be placed without it."""
    value = cast(field)
    if field.required:
        rule = "time-missing" if field.type == "datetime" else "key-missing"
        reading.refuse(value.is_null(), rule, field.name)
    else:
        rule = "code-invalid" if field.pattern else INVALID[field.type]
        reading.empty(field.name, pl.col(field.name).is_not_null() & value.is_null(), rule)
    reading.rows = reading.rows.with_columns(value.alias(field.name))
