"""Primero's case exports: what only this source needs beyond its contract."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl

from orchestration.period import Period
from orchestration.sources import contract
from orchestration.sources.codes import check_codes
from orchestration.sources.content import check_content
from orchestration.sources.delivery import Reading, check_references, covered_by_people, finish
from orchestration.sources.people import check_birth_dates, pseudonymise_people
from orchestration.sources.primero import csv_export, delivery_file, excel_export, json_export, places
from orchestration.sources.primero.export import Export, Rows
from orchestration.sources.primero.values import OTHER, SEPARATOR
from orchestration.sources.table_reader import TableReading, absent, typed
from quality.findings import Findings

CONTRACT = contract.load(Path(__file__).with_name("datapackage.json"))
LAYOUTS: dict[str, Callable[[bytes, Findings], Export | None]] = {
    "csv": csv_export.read,
    "json": json_export.read,
    "xlsx": excel_export.read,
}
#: what looks like an option's id: no name, and no number long enough for a phone or a CNP
CONCERN, LONG_NUMBER = r"^[a-z][a-z0-9_-]{0,62}$", r"\d{6}"


def read(path: Path, period: Period | None, key: bytes) -> Reading:
    """Read one export in any of the three layouts. Without a period, what hangs on it is not checked."""
    reading = Reading()
    file = delivery_file.find(path, reading.findings)
    export = LAYOUTS[file.kind](file.content, reading.findings) if file else None
    if export is None:
        return reading
    tables = _tables(export, reading.findings)
    cases = tables["cases"]
    _locate(cases)
    _list_concerns(cases)
    check_references(tables)
    check_codes(tables, CONTRACT, in_all=True)
    check_birth_dates(cases, period, "date_of_birth", "registration_date")
    check_content(tables, CONTRACT, period)
    pseudonymise_people(cases, key)
    _check_closed(cases)
    reading.counties = dict(cases.rows.group_by("county").len().drop_nulls("county").sort("county").rows())
    reading.covered = covered_by_people(reading.counties)
    if cases.rows.height and not reading.counties:
        reading.findings.add("primero-no-county", file=cases.file)
    return finish(reading, tables, CONTRACT)


def _tables(export: Export, findings: Findings) -> dict[str, TableReading]:
    """Give the contract's tables. A subform that was not exported is a table that is not there."""
    tables = {"cases": _typed("cases", export.cases, findings)}
    for table in CONTRACT.tables[1:]:
        if table.name in export.entries:
            entries = export.entries[table.name]
            numbers = pl.int_range(1, entries.rows.height + 1, dtype=pl.Int64, eager=True).cast(pl.String)
            rows = entries.rows.with_columns(numbers.alias("id"))
            tables[table.name] = _typed(table.name, replace(entries, rows=rows), findings)
        else:
            findings.add("table-not-exported", file=table.name)
            hidden = absent(table, Findings())
            tables[table.name] = replace(hidden, file=export.cases.file, findings=findings)
    return tables


def _typed(name: str, rows: Rows, findings: Findings) -> TableReading:
    reading = typed(CONTRACT[name], rows.rows, rows.lines, rows.file, findings)
    reading.read += rows.read
    reading.refused += rows.refused
    return reading


def _locate(cases: TableReading) -> None:
    """Put the UAT (SIRUTA) and the county (plate code) into the place of the location as it was written."""
    found = places.resolve(cases.rows["location"].drop_nulls().unique().to_list())
    known = {text: place for text, place in found.items() if place}
    written = pl.col("location")
    cases.empty("location", written.is_not_null() & ~written.is_in(list(known)), "locality-not-found")
    cases.rows = cases.rows.with_columns(
        county=written.replace_strict(
            {text: place.county for text, place in known.items()}, default=None, return_dtype=pl.String
        ),
        location=written.replace_strict(
            {text: place.uat for text, place in known.items()}, default=None, return_dtype=pl.Int64
        ),
    )


def _list_concerns(cases: TableReading) -> None:
    """Make a list of the concerns, distinct and sorted, null where there are none; what looks like no code is `?`."""
    code = pl.element()
    fits = code.str.contains(CONCERN) & ~code.str.contains(LONG_NUMBER)
    shown = pl.when(fits).then(code).otherwise(pl.lit(OTHER))
    listed = (
        pl.col("protection_concerns")
        .str.split(SEPARATOR)
        .list.eval(shown)
        .list.unique()
        .list.eval(pl.element().sort())
    )
    cases.rows = cases.rows.with_columns(protection_concerns=listed)


def _check_closed(cases: TableReading) -> None:
    """Say so where no case is closed: the list's default filter leaves closed cases out."""
    statuses = cases.rows["status"].drop_nulls()
    if len(statuses) and not (statuses == "closed").any():
        cases.findings.add("primero-open-only", file=cases.file)
