"""The Excel export: the tabs of the forms put together by the record's ID, the tabs of the subforms under it."""

from collections import Counter

import polars as pl

from orchestration.sources.primero.export import Export, Rows, rows_of
from orchestration.sources.primero.sheets import FILE, Sheet, find
from orchestration.sources.primero.workbook import BrokenWorkbookError, tabs_of
from quality.findings import Findings


def read(content: bytes, findings: Findings) -> Export | None:
    """Read an export. None where it is refused as a whole, with the finding that says why."""
    try:
        sheets = find(list(tabs_of(content)))
    except BrokenWorkbookError:
        findings.add("excel-broken", file=FILE)
        return None
    for sheet in sheets:
        for column in sheet.twice:
            findings.add("column-twice", file=sheet.file, column=column.column)
    if not sheets:
        findings.add("primero-not-cases", file=FILE)
    if not sheets or any(sheet.twice for sheet in sheets):
        return None
    own = [sheet for sheet in sheets if not sheet.form.is_subform]
    keys, lines = _records(own, sheets)
    cases = _cases(own, keys, lines)
    written = Counter(keys)
    names = dict(zip(keys, cases.rows["case_id"], strict=True))
    entries = {s.form.table: _entries(s, written, names, findings) for s in sheets if s.form.is_subform}
    return Export(cases, entries)


def _records(own: list[Sheet], sheets: list[Sheet]) -> tuple[list[str | None], list[int]]:
    """Give the IDs of the cases, and the rows on which they stand, in the first tab that has them.

    Every tab has a row for every case: what only a later tab has was lost in the ones before. Where no form was
    exported but subforms, their tabs say which cases there are, each once.
    """
    keys: list[str | None] = []
    lines: list[int] = []
    for sheet in own or sheets:
        known = set(keys)
        for key, line, filled in zip(sheet.keys, sheet.tab.lines, sheet.filled, strict=True):
            if key not in known and (key or filled):
                keys.append(key)
                lines.append(line)
                known |= set() if own else {key}
    return keys, lines


def _cases(own: list[Sheet], keys: list[str | None], lines: list[int]) -> Rows:
    """Give a row a case. Of a field that is on two forms, the first tab that has it speaks."""
    values: dict[str, list[str | None]] = {}
    for sheet in own:
        first: dict[str | None, int] = {}
        for place, key in enumerate(sheet.keys):
            first.setdefault(key, place)
        for column in sheet.columns:
            if column.column not in values:
                cells = sheet.values(column)
                values[column.column] = [cells[first[key]] if key in first else None for key in keys]
    shown = values.pop("case_id", keys)
    values = {"case_id": list(map(_case_id, keys, shown)), "uuid": [None] * len(keys), **values}
    rows = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
    return rows_of(FILE, list(values), rows, lines)


def _case_id(key: str | None, shown: str | None) -> str | None:
    """Give the ID that people see. One that was taken for a number is the record's ID, which has all its digits.

    A row without the record's ID has none: nothing else can be put beside it.
    """
    if not key or not shown:
        return key
    try:
        return key if float(key) == float(shown) else shown
    except ValueError:
        return shown


def _entries(
    sheet: Sheet, written: Counter[str | None], names: dict[str | None, str | None], findings: Findings
) -> Rows:
    """Give a subform's entries: its rows but those with an ID alone, each of which stands for a case without one.

    Of a case that the export holds twice the entries stand there twice, in the same order: the later ones are refused.
    """
    cells = {column.column: sheet.values(column) for column in sheet.columns}
    filled = [place for place, is_filled in enumerate(sheet.filled) if is_filled]
    keys = sheet.keys
    total = Counter(keys[place] for place in filled)
    seen: Counter[str | None] = Counter()
    rows: list[dict[str, str | None]] = []
    lines: list[int] = []
    again: list[int] = []
    for place in filled:
        key, line = keys[place], sheet.tab.lines[place]
        if key and seen[key] * written[key] >= total[key]:
            again.append(line)
        else:
            rows.append({"case_id": names.get(key, key), **{name: cells[name][place] for name in cells}})
            lines.append(line)
        seen[key] += 1
    told = pl.DataFrame({"line": again}, schema={"line": pl.Int64})
    findings.add_rows("key-twice", told.with_columns(file=pl.lit(sheet.file), column=pl.lit("case_id")))
    entries = rows_of(sheet.file, ["case_id", *cells], rows, lines)
    entries.read = entries.refused = len(again)
    return entries
