"""Records of the CSV and the JSON export, each with its subforms within it, as text columns of the contract."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import polars as pl

from orchestration.sources.primero.export import Export, Rows, rows_of
from orchestration.sources.primero.forms import Form, case_columns, subforms
from orchestration.sources.primero.values import UnreadableError, text_of
from quality.catalogue import threshold
from quality.findings import Findings

ENTRY_ID = "unique_id"
CASE_ID = "case_id_display"
#: a number that could be a person's has no place in a key
PERSONAL = re.compile(r"\d{10}")


@dataclass(frozen=True)
class Record:
    """One record of a file: the line on which it begins, its UUID and the fields that the exporter wrote."""

    line: int
    uuid: str | None
    data: dict[str, Any]


def build(file: str, records: list[Record], present: set[str], findings: Findings) -> Export:
    """Make tables of records. `present`: the fields that the exporting user may see.

    A case is known by the ID that people see, or by its UUID where it has none of its own: seven digits can be drawn
    twice. What repeats a case is left to the reader to refuse; the entries within it go with it.
    """
    told = _Unreadable(file, findings)
    columns = [column for name, column in case_columns().items() if name in present]
    if CASE_ID not in present:
        findings.add("primero-no-case-id", file=file, column=CASE_ID)
    keys = _keys(records)
    cases = []
    for record, key in zip(records, keys, strict=True):
        row = {c.column: told.text(record.data.get(c.name), c.type, c.column, record.line) for c in columns}
        cases.append({**row, "case_id": key, "uuid": record.uuid})
    names = ["case_id", "uuid", *(column.column for column in columns if column.column != "case_id")]
    owners: dict[str, Record] = {}
    for record, key in zip(records, keys, strict=True):
        if key:
            owners.setdefault(key, record)
    entries = {
        form.table: _entries(file, owners, form, told) for name, form in subforms().items() if name in present
    }
    told.judge(len(records))
    return Export(rows_of(file, names, cases, [record.line for record in records]), entries)


def _keys(records: list[Record]) -> list[str | None]:
    """Give each record's key."""
    column = case_columns()[CASE_ID]
    shown = [_text_or_none(record.data.get(column.name)) for record in records]
    owners = Counter(
        key for key, _ in {(key, record.uuid) for key, record in zip(shown, records, strict=True)}
    )
    return [
        key if key and not PERSONAL.search(key) and (owners[key] == 1 or not record.uuid) else record.uuid
        for key, record in zip(shown, records, strict=True)
    ]


def _text_or_none(value: Any) -> str | None:
    try:
        return text_of(value, "t")
    except UnreadableError:
        return None


def _entries(file: str, owners: dict[str, Record], form: Form, told: "_Unreadable") -> Rows:
    """Give the entries of a subform, those that hold anything; what is no entry is read and refused."""
    rows: list[dict[str, str | None]] = []
    lines: list[int] = []
    malformed: list[int] = []
    for key, record in owners.items():
        listed = record.data.get(form.name)
        if listed in (None, "", {}):
            continue
        if not isinstance(listed, list):
            told.add(form.table, record.line)
            continue
        for entry in listed:
            if not isinstance(entry, dict):
                malformed.append(record.line)
            elif any(value not in (None, "", []) for name, value in entry.items() if name != ENTRY_ID):
                row = {
                    column.column: told.text(
                        entry.get(column.name), column.type, f"{form.table}.{column.column}", record.line
                    )
                    for column in form.columns
                }
                rows.append({**row, "case_id": key})
                lines.append(record.line)
    told.findings.add_rows("row-malformed", pl.DataFrame({"line": malformed}).with_columns(file=pl.lit(file)))
    found = rows_of(
        f"{file}: {form.table}", ["case_id", *(column.column for column in form.columns)], rows, lines
    )
    found.read = found.refused = len(malformed)
    return found


class _Unreadable:
    """Tells the values that cannot be read, and refuses the delivery where a column holds too many of them."""

    def __init__(self, file: str, findings: Findings) -> None:
        self.file = file
        self.findings = findings
        self._lines: dict[str, list[int]] = {}

    def text(self, value: Any, kind: str, column: str, line: int) -> str | None:
        try:
            return text_of(value, kind)
        except UnreadableError:
            self.add(column, line)
            return None

    def add(self, column: str, line: int) -> None:
        self._lines.setdefault(column, []).append(line)

    def judge(self, records: int) -> None:
        for column, lines in self._lines.items():
            place = {"file": pl.lit(self.file), "column": pl.lit(column)}
            self.findings.add_rows("field-unreadable", pl.DataFrame({"line": lines}).with_columns(**place))
            if len(lines) >= threshold("lost_reference_count_min") and len(lines) > records * threshold(
                "lost_reference_share_max"
            ):
                self.findings.add("column-unreadable", file=self.file, column=column)
