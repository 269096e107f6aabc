"""One CSV table by its contract: bytes in; accepted rows with their types, refused rows and lost fields as findings, out."""

from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
import polars as pl

from orchestration.sources import csv_structure
from orchestration.sources.archive import Member
from orchestration.sources.contract import Field, Table
from quality.findings import Findings

NULLS = ["", "NULL", r"\N"]
ROW = "_row"
BOM = b"\xef\xbb\xbf"
TYPES: dict[str, pl.DataType] = {
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "string": pl.String(),
}
FIELD_RULES = {"integer": "number-invalid", "boolean": "value-not-in-list", "date": "date-invalid", "datetime": "date-invalid"}


@dataclass
class TableReading:
    """A table as read. `rows`: accepted rows, the contract's columns and `_row`; `lines`: line of the file by `_row`."""

    table: Table
    file: str
    rows: pl.DataFrame
    lines: np.ndarray
    read: int
    findings: Findings

    @property
    def refused(self) -> int:
        """Rows read and not accepted."""
        return self.read - self.rows.height

    def refuse(self, bad: pl.Expr, rule: str, column: str) -> None:
        """Refuse the rows for which `bad` holds."""
        mask = self.rows.select(bad.fill_null(False).alias("bad"))["bad"]
        if mask.any():
            self._report(mask, rule, column)
            self.rows = self.rows.filter(~mask)

    def empty(self, column: str, bad: pl.Expr, rule: str, detail: str | None = None) -> None:
        """Empty one field of the rows for which `bad` holds."""
        mask = self.rows.select(bad.fill_null(False).alias("bad"))["bad"]
        if mask.any():
            self._report(mask, rule, column, detail)
            kept = pl.when(~mask).then(pl.col(column))
            self.rows = self.rows.with_columns(kept.alias(column))

    def _report(self, mask: pl.Series, rule: str, column: str, detail: str | None = None) -> None:
        bad = self.rows.filter(mask)
        key = bad[self.table.key].cast(pl.Int64, strict=False)
        rows = pl.DataFrame({"line": self.lines[bad[ROW].to_numpy()], "key": key})
        words = {"file": self.file, "column": column, "detail": detail}
        self.findings.add_rows(rule, rows.with_columns(pl.lit(v, pl.String).alias(k) for k, v in words.items()))


def read_table(member: Member, table: Table, findings: Findings) -> TableReading | None:
    """Read one file. None where the file as a whole is refused, with the finding that says why."""
    content = member.content.removeprefix(BOM)
    if not _is_utf8(content, member.path, findings):
        return None
    structure = csv_structure.scan(content)
    if structure.open_quote_line is not None:
        rule = "file-cut-short" if structure.cut_short else "quote-not-closed"
        findings.add(rule, file=member.path, line=structure.open_quote_line)
        return None
    if structure.cut_short:
        findings.add("file-cut-short", file=member.path, line=int(structure.lines[-1]))
        return None
    if not _has_columns(structure.header, table, member.path, findings):
        return None
    raw, lines, refused = _parse(content, structure, table)
    findings.add_rows("row-malformed", pl.DataFrame({"line": refused}).with_columns(file=pl.lit(member.path)))
    reading = TableReading(table, member.path, raw, lines, raw.height + len(refused), findings)
    for field in table.read:
        if field.name in raw.columns:
            _type(reading, field)
    _check_key(reading)
    absent = [pl.lit(None, TYPES[f.type]).alias(f.name) for f in table.read if f.name not in raw.columns]
    reading.rows = reading.rows.with_columns(absent)
    return reading


def _is_utf8(content: bytes, path: str, findings: Findings) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as fault:
        findings.add("encoding-not-utf8", file=path, line=content.count(b"\n", 0, fault.start) + 1)
        return False
    return True


def _has_columns(header: list[str], table: Table, path: str, findings: Findings) -> bool:
    needed = [field.name for field in table.read if not field.optional]
    known = {field.name for field in table.fields}
    missing = [name for name in needed if name not in header]
    twice = sorted({name for name in header if name in known and header.count(name) > 1})
    for name in missing:
        findings.add("column-missing", file=path, column=name)
    for name in twice:
        findings.add("column-twice", file=path, column=name)
    for place, name in enumerate(header, start=1):
        if name not in known:
            findings.add("column-not-read", file=path, column=name if name.isidentifier() else f"#{place}")
    return not missing and not twice


def _parse(
    content: bytes, structure: csv_structure.CsvStructure, table: Table
) -> tuple[pl.DataFrame, np.ndarray, np.ndarray]:
    """Parse the well-formed records. Gives the rows as text, their lines, and the lines of the malformed records."""
    bad = structure.malformed
    try:
        body = csv_structure.records(content, structure, bad) if len(bad) else content[structure.body]
        rows = _read_csv(body, structure.header, table)
    except pl.exceptions.ComputeError:
        bad = np.union1d(bad, csv_structure.badly_quoted(content, structure))
        rows = _read_csv(csv_structure.records(content, structure, bad), structure.header, table)
    lines = np.delete(structure.lines, bad)
    if rows.height != len(lines):  # blank lines, which Polars takes for records
        rows = _read_csv(csv_structure.records(content, structure, bad), structure.header, table)
    if rows.height != len(lines):
        raise AssertionError(f"{table.name}: {rows.height} rows parsed, {len(lines)} records found")
    return rows, lines, structure.lines[bad]


def _read_csv(body: bytes, header: list[str], table: Table) -> pl.DataFrame:
    """Read the contract's columns as text, nulls for the ways to write one; `_row` counts from 0."""
    names = [field.name for field in table.read if field.name in header]
    if not body:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String)).with_row_index(ROW)
    schema = {name if name in names else f"#{place}": pl.String for place, name in enumerate(header)}
    rows = pl.read_csv(body, has_header=False, schema=schema)
    cells = [pl.when(~pl.col(name).is_in(NULLS)).then(pl.col(name)).alias(name) for name in names]
    return rows.select(cells).with_row_index(ROW)


def _type(reading: TableReading, field: Field) -> None:
    """Give one column its type. A value that has none is lost, or its row where the row cannot be placed without it."""
    text, value = pl.col(field.name).str.strip_chars(), _cast(field)
    if field.type in FIELD_RULES:
        if field.required:
            rule = "time-missing" if field.type == "datetime" else "key-missing"
            reading.refuse(value.is_null(), rule, field.name)
        else:
            reading.empty(field.name, text.is_not_null() & value.is_null(), FIELD_RULES[field.type])
    elif field.required:
        reading.refuse(pl.col(field.name).is_null(), "key-missing", field.name)
    reading.rows = reading.rows.with_columns(value.alias(field.name))
    if field.values:
        unlisted = pl.col(field.name).is_not_null() & ~pl.col(field.name).is_in(field.values)
        reading.empty(field.name, unlisted, "value-not-in-list")


def _cast(field: Field) -> pl.Expr:
    text = pl.col(field.name).str.strip_chars()
    if field.type == "integer":
        return text.cast(pl.Int64, strict=False)
    if field.type == "boolean":
        return text.replace_strict({"0": False, "1": True}, default=None, return_dtype=pl.Boolean)
    if field.type == "date":
        return text.str.strip_suffix(" 00:00:00").str.to_date("%Y-%m-%d", strict=False)
    if field.type == "datetime":
        plain = text.str.replace("T", " ", literal=True).str.strip_suffix("Z").str.strip_suffix("+00:00")
        return plain.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    return pl.col(field.name)


def _check_key(reading: TableReading) -> None:
    key = reading.table.key
    reading.refuse(~pl.col(key).is_first_distinct(), "key-twice", key)


def table_name(path: str) -> str | None:
    """Give the table that a file of a delivery holds; None for a file that is no CSV."""
    name = PurePosixPath(path)
    return name.stem if name.suffix.lower() == ".csv" else None
