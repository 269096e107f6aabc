"""The Excel export: the tabs of the forms put together by the record's ID, the tabs of the subforms under it."""

from collections import Counter

import polars as pl

from orchestration.sources.primero.export import Export, Rows, rows_of
from orchestration.sources.primero.sheets import FILE, Entry, Sheet, find
from orchestration.sources.primero.workbook import BrokenWorkbookError, Workbook
from quality.findings import Findings


def read(content: bytes, findings: Findings) -> Export | None:
    """Read an export. None where it is refused as a whole, with the finding that says why."""
    try:
        sheets = find(Workbook(content).tabs())
        rows = {sheet.form.name: list(sheet.entries()) for sheet in sheets}
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
    records = _records([rows[sheet.form.name] for sheet in own], list(rows.values()))
    _tell_lost_rows(sheets, rows, records, findings)
    cases = _cases(own, rows, records)
    written = Counter(record.key for record in records)
    names = dict(zip([record.key for record in records], cases.rows["case_id"], strict=True))
    entries = {
        sheet.form.table: _entries(sheet, rows[sheet.form.name], written, names, findings)
        for sheet in sheets
        if sheet.form.is_subform
    }
    return Export(cases, entries)


def _records(own: list[list[Entry]], tabs: list[list[Entry]]) -> list[Entry]:
    """Give the row of each case in the first tab that has it.

    Every tab has a row for every case: what only a later tab has was lost in the ones before. Where no form was
    exported but subforms, their tabs say which cases there are, each once.
    """
    found: list[Entry] = []
    for rows in own or tabs:
        known = {record.key for record in found}
        for row in rows:
            if row.key not in known:
                found.append(row)
                known |= set() if own else {row.key}
    return found


def _tell_lost_rows(
    sheets: list[Sheet], rows: dict[str, list[Entry]], records: list[Entry], findings: Findings
) -> None:
    """Tell the tabs that lack a case: a case without an entry has a row with its ID alone."""
    keys = {record.key for record in records if record.key}
    for sheet in sheets:
        lost = len(keys - {row.key for row in rows[sheet.form.name]})
        if lost:
            findings.add("primero-tabs-differ", file=sheet.file, detail=str(lost))


def _cases(own: list[Sheet], rows: dict[str, list[Entry]], records: list[Entry]) -> Rows:
    """Give a row a case. Of a field that is on two forms, the first tab that has it speaks."""
    columns: dict[str, dict[str | None, Entry]] = {}
    for sheet in own:
        first: dict[str | None, Entry] = {}
        for row in rows[sheet.form.name]:
            first.setdefault(row.key, row)
        for column in sheet.columns:
            columns.setdefault(column.column, first)
    cases = []
    for record in records:
        found = {name: rows[record.key].values[name] for name, rows in columns.items() if record.key in rows}
        cases.append({**found, "uuid": None, "case_id": _case_id(record.key, found.get("case_id"))})
    names = list({"case_id": None, "uuid": None, **columns})
    return rows_of(FILE, names, cases, [record.line for record in records])


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
    sheet: Sheet,
    found: list[Entry],
    written: Counter[str | None],
    names: dict[str | None, str | None],
    findings: Findings,
) -> Rows:
    """Give a subform's entries: its rows but those with an ID alone, each of which stands for a case without one.

    Of a case that the export holds twice the entries stand there twice, in the same order: the later ones are refused.
    """
    filled = [row for row in found if row.filled]
    total = Counter(row.key for row in filled)
    seen: Counter[str | None] = Counter()
    kept: list[Entry] = []
    again: list[int] = []
    for row in filled:
        if row.key and seen[row.key] * written[row.key] >= total[row.key]:
            again.append(row.line)
        else:
            kept.append(row)
        seen[row.key] += 1
    told = pl.DataFrame({"line": again}, schema={"line": pl.Int64})
    findings.add_rows("key-twice", told.with_columns(file=pl.lit(sheet.file), column=pl.lit("case_id")))
    columns = ["case_id", *(column.column for column in sheet.columns)]
    values = [{**row.values, "case_id": names.get(row.key, row.key)} for row in kept]
    entries = rows_of(sheet.file, columns, values, [row.line for row in kept])
    entries.read = entries.refused = len(again)
    return entries
