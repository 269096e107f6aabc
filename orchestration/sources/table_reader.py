"""One table by its contract: bytes of a CSV or text columns in; typed rows, and what was refused or lost, out."""

import re
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl
from polars.datatypes import DataType, DataTypeClass

from orchestration.sources import csv_structure
from orchestration.sources.column_types import INVALID, cast, cast_usual
from orchestration.sources.contract import TYPES, Field, Table
from quality.findings import Findings

NULLS = ["", "NULL", r"\N"]
ROW = "_row"
BOM = b"\xef\xbb\xbf"
OTHER_SEPARATORS = {";": "punct și virgulă", "\t": "tabulator", "|": "bară verticală"}
COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass
class TableReading:
    """A table as read. `rows`: accepted rows, the contract's columns and `_row`; `lines`: line of the file by `_row`.

    `read`, `refused`: rows of the file, and those of them that were refused, each counted by itself; `lost`: the
    latter, but for malformed ones, with the types that they had by then. `missing`: columns that it does not have and
    need not have, all null. `last_line`: where the last record begins; `ended`: it has its line end.
    """

    table: Table
    file: str
    rows: pl.DataFrame
    lines: np.ndarray
    read: int
    refused: int
    findings: Findings
    lost: list[pl.DataFrame] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    last_line: int = 1
    ended: bool = True

    def refuse(self, bad: pl.Expr, rule: str, column: str) -> None:
        """Refuse the rows for which `bad` holds."""
        mask = self._mask(bad)
        if mask.any():
            self.refused += self._report(mask, rule, column)
            self.lost.append(self.rows.filter(mask))
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

    def note(self, bad: pl.Series, rule: str, column: str) -> None:
        """Tell of the rows for which `bad` holds, which cost nothing."""
        if bad.any():
            self._report(bad, rule, column)

    def _mask(self, bad: pl.Expr) -> pl.Series:
        return self.rows.select(bad.fill_null(False).alias("bad"))["bad"]

    def _report(self, mask: pl.Series, rule: str, column: str, detail: str | None = None) -> int:
        bad = self.rows.filter(mask)
        key = bad[self.table.key]
        told = len(self.table.keys) == 1 and key.dtype == pl.Int64
        rows = pl.DataFrame({"line": self.lines[bad[ROW].to_numpy()], "key": key if told else None})
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
    header = csv_structure.plain_header(content)
    if header is not None:
        if not _has_columns(header, table, file, findings):
            return None
        rows = _read_csv(content[content.index(b"\n") + 1 :], header, table)
        reading = typed(table, rows, np.arange(2, rows.height + 2), file, findings)
        reading.last_line = rows.height + 1
        return reading
    structure = csv_structure.scan(content)
    if not _is_whole(structure, file, findings) or not _has_columns(structure.header, table, file, findings):
        return None
    rows, lines = _parse(content, structure, table)
    bad = structure.lines[structure.malformed]
    findings.add_rows("row-malformed", pl.DataFrame({"line": bad}).with_columns(file=pl.lit(file)))
    reading = typed(table, rows, lines, file, findings)
    reading.read, reading.refused = len(structure.lines), reading.refused + len(bad)
    reading.last_line = int(structure.lines[-1]) if len(structure.lines) else 1
    reading.ended = structure.ended
    return reading


def typed(table: Table, rows: pl.DataFrame, lines: np.ndarray, file: str, findings: Findings) -> TableReading:
    """Give text columns, null where there is no value, the types of the contract; whole numbers may have theirs.

    `lines`: where each row stands in the file. A column that is not there must be one that may be missing.
    """
    missing = [column.name for column in table.read if column.name not in rows.columns]
    for name in missing:
        findings.add("column-not-exported", file=file, column=name)
    if missing:
        rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    values = rows.select(cast_usual(column).alias(column.name) for column in table.read)
    odd = [column for column in table.read if _has_faults(column, rows, values)]
    if odd:
        rows = rows.with_columns(
            _trimmed(column.name) for column in odd if rows.schema[column.name] == pl.String
        )
        values = values.with_columns(rows.select(cast(column).alias(column.name) for column in odd))
    faulty = [column for column in odd if _has_faults(column, rows, values)]
    texts = [rows[column.name].cast(pl.String) for column in faulty]
    rows = values.with_columns(texts).with_row_index(ROW)
    reading = TableReading(table, file, rows, lines, rows.height, 0, findings, missing=missing)
    for column in sorted(faulty, key=lambda column: column.name not in table.keys):
        _type(reading, column)
    if _has_repeated(reading.rows, table.keys):
        key = pl.col(table.key) if len(table.keys) == 1 else pl.struct(table.keys)
        reading.refuse(~key.is_first_distinct(), "key-twice", "+".join(table.keys))
    if not reading.rows.height:
        findings.add("table-empty" if table.not_empty else "table-without-rows", file=file)
    return reading


def _has_repeated(rows: pl.DataFrame, keys: tuple[str, ...]) -> bool:
    """Say whether a key is there more than once. Most tables are in the order of their keys."""
    if len(keys) > 1:
        return True
    key = rows[keys[0]]
    if key.dtype == pl.Int64 and not key.null_count() and bool((np.diff(key.to_numpy()) > 0).all()):
        return False
    return key.n_unique() < len(key)


def absent(table: Table, findings: Findings) -> TableReading:
    """Give a table that is not there and need not be: no rows, all columns missing."""
    findings.add("table-not-exported", file=f"{table.name}.csv")
    missing = [column.name for column in table.read]
    rows = pl.DataFrame(schema={ROW: pl.UInt32, **{c.name: TYPES[c.type] for c in table.read}})
    return TableReading(
        table, f"{table.name}.csv", rows, np.array([], dtype=np.int64), 0, 0, findings, missing=missing
    )


def _is_utf8(content: bytes, file: str, findings: Findings) -> bool:
    """Say whether the text is UTF-8. UTF-16 without its mark is, but for the zero bytes among its letters."""
    fault = None
    try:
        if not content.isascii():
            content.decode("utf-8")
        if b"\0" in content[: content.find(b"\n") + 1 or None]:
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
    """Say whether the columns that are read, and must be there, are there, each once.

    A header that lacks one may be a row of data: then nothing of it is told.
    """
    read = [column.name for column in table.read]
    missing = [
        column.name for column in table.read if column.name not in header and not column.may_be_missing
    ]
    twice = [name for name in read if header.count(name) > 1]
    if not set(read) & set(header):
        separator = next((words for mark, words in OTHER_SEPARATORS.items() if mark in header[0]), None)
        findings.add(
            "separator-not-comma" if separator else "header-missing", file=file, line=1, detail=separator
        )
    else:
        for name in missing:
            findings.add("column-missing", file=file, column=name)
    for name in twice:
        findings.add("column-twice", file=file, column=name)
    known = {column.name for column in table.fields}
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
    """Read the contract's columns that are there as text, nulls for the ways to write one.

    Whole numbers are read as such where all of them are. Texts that may hold anything are trimmed.
    """
    names = [column.name for column in table.read if column.name in header]
    if not body:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    schema: dict[str, DataType | DataTypeClass] = {
        name if name in names else f"#{place}": pl.String for place, name in enumerate(header)
    }
    numbers = {c.name: pl.Int64 for c in table.read if c.name in names and c.type == "integer"}
    kept = (c for c in table.read if c.name in names)
    free = [c.name for c in kept if c.type == "string" and not c.values and not c.pattern]
    places = [header.index(name) for name in names]
    read = partial(pl.read_csv, body, has_header=False, columns=places, null_values=NULLS)
    try:
        rows = read(schema=schema | numbers)
    except pl.exceptions.ComputeError:
        rows = read(schema=schema)
    return rows.with_columns(map(_trimmed, free)) if free else rows


def _trimmed(name: str) -> pl.Expr:
    """Give a text without spaces about it, null for the ways to write one."""
    cell = pl.col(name).str.strip_chars()
    return pl.when(~cell.is_in(NULLS)).then(cell)


def _has_faults(column: Field, texts: pl.DataFrame, values: pl.DataFrame) -> bool:
    """Say whether a column has texts without a value of its type, or none where there must be one."""
    nulls = values[column.name].null_count()
    return nulls > (0 if column.required else texts[column.name].null_count())


def _type(reading: TableReading, column: Field) -> None:
    """Give a column its type that holds texts which have none.

    Such a value is lost, or its row where the row cannot be placed without it.
    """
    value = cast(column)
    if column.required:
        rule = "time-missing" if column.type == "datetime" else "key-missing"
        reading.refuse(value.is_null(), rule, column.name)
    else:
        rule = "code-invalid" if column.pattern else INVALID[column.type]
        reading.empty(column.name, pl.col(column.name).is_not_null() & value.is_null(), rule)
    reading.rows = reading.rows.with_columns(value.alias(column.name))
