"""The JSON export: arrays of records, one a page and glued together; what a user may see is in each record's `data`."""

import json
import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from orchestration.sources.primero.export import Export
from orchestration.sources.primero.forms import case_columns, subforms
from orchestration.sources.primero.records import Record, build
from orchestration.sources.primero.values import text_of
from orchestration.sources.table_reader import BOM
from quality.findings import Findings

FILE = "cases.json"
BLANK = re.compile(r"\s*")
#: what stands beside `data`, whatever the user may see: never read, but where it is empty the field is, and not hidden
SEARCH = "srch_"
NOTHING: tuple[object, ...] = (None, "", [], {})


class BrokenError(ValueError):
    """The text is not JSON from `place` on."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


def read(content: bytes, findings: Findings) -> Export | None:
    """Read an export. None where it is refused as a whole, with the finding that says why.

    A key that no record has stands for a field that the user may not see, unless its like beside `data` is empty too.
    """
    content = content.removeprefix(BOM)
    text = _text(content, findings)
    if text is None:
        return None
    found: list[tuple[int, Any]] = []
    try:
        for place, value in _values(text):
            found.append((place, value))
    except BrokenError as fault:
        cut = not text.rstrip().endswith("]")
        line = text.count("\n", 0, fault.place) + 1
        findings.add("file-cut-short" if cut else "json-broken", file=FILE, line=line)
        return None
    lines = _lines(text, [place for place, _ in found])
    records, malformed = [], []
    for line, (_, value) in zip(lines, found, strict=True):
        if isinstance(value, dict) and isinstance(value.get("data"), dict):
            uuid = value.get("id")
            records.append((line, text_of(uuid, "t") if isinstance(uuid, str) else None, value))
        else:
            malformed.append(line)
    if found and not records:
        findings.add("primero-not-cases", file=FILE)
        return None
    findings.add_rows("row-malformed", pl.DataFrame({"line": malformed}).with_columns(file=pl.lit(FILE)))
    export = build(FILE, *_seen(records), findings)
    export.cases.read = export.cases.refused = len(malformed)
    return export


def _text(content: bytes, findings: Findings) -> str | None:
    if not content.strip():
        findings.add("file-empty", file=FILE)
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        cut = fault.reason == "unexpected end of data"
        line = content.count(b"\n", 0, fault.start) + 1
        findings.add("file-cut-short" if cut else "encoding-not-utf8", file=FILE, line=line)
        return None
    if "\0" in text:
        findings.add("encoding-not-utf8", file=FILE, line=1)
        return None
    return text


def _values(text: str) -> Iterator[tuple[int, Any]]:
    """Give the items of all arrays with their places. Raises BrokenError."""
    decoder = json.JSONDecoder()
    at = _after_blanks(text, 0)
    while at < len(text):
        if text[at] != "[":
            raise BrokenError(at)
        at = _after_blanks(text, at + 1)
        while text[at : at + 1] != "]":
            try:
                value, end = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as fault:
                raise BrokenError(getattr(fault, "pos", at)) from None
            yield at, value
            at = _after_blanks(text, end)
            if text[at : at + 1] == ",":
                at = _after_blanks(text, at + 1)
                if text[at : at + 1] == "]":
                    raise BrokenError(at)
            elif text[at : at + 1] != "]":
                raise BrokenError(at)
        at = _after_blanks(text, at + 1)


def _after_blanks(text: str, at: int) -> int:
    blanks = BLANK.match(text, at)
    return blanks.end() if blanks else at


def _lines(text: str, places: list[int]) -> list[int]:
    """Give the line, from 1, of each place; the places ascend."""
    lines, line, before = [], 1, 0
    for place in places:
        line += text.count("\n", before, place)
        lines.append(line)
        before = place
    return lines


def _seen(records: list[tuple[int, str | None, dict[str, Any]]]) -> tuple[list[Record], set[str]]:
    """Give the records as the user may see them, and the names of all fields that are there, empty ones too."""
    if not records:
        return [], {*case_columns(), *subforms()}
    present = {name for _, _, record in records for name in record["data"]}
    beside = {name for _, _, record in records for name in record}
    filled = {name for _, _, record in records for name, value in record.items() if value not in NOTHING}
    empty = {
        name
        for name in (*case_columns(), *subforms())
        if f"{SEARCH}{name}" in beside and f"{SEARCH}{name}" not in filled
    }
    return [Record(line, uuid, record["data"]) for line, uuid, record in records], present | empty
