"""What a delivery says of itself, in its table `delivery`: county, quarter, whole or changes."""

from dataclasses import dataclass
from datetime import UTC, date

from orchestration.period import Period
from orchestration.sources.delivery import Reading
from orchestration.sources.table_reader import TableReading
from quality.catalogue import seed

TABLE = "delivery"


@dataclass(frozen=True)
class Declaration:
    """A delivery's own words. `whole`: it is the whole state of its county; else only changes. `made_on`: in UTC."""

    county: str
    period: Period
    whole: bool
    made_on: date


def take(reading: Reading, table: TableReading | None, folder: Period | None) -> Declaration | None:
    """Read the declaration into `reading`; None where there is none that can be read. `folder`: where it was put."""
    if table is None or not table.rows.height:
        return None
    if table.read != 1:
        reading.findings.add("delivery-declared-twice", file=table.file)
    row = table.rows.row(0, named=True)
    whole, made_on = row["kind"] == "whole", row["made_at"].date()
    declared = Declaration(row["county"], Period.parse(row["period"]), whole, made_on)
    reading.kind = row["kind"]
    _check_county(reading, table, declared)
    _check_period(reading, table, declared, folder)
    if row["made_at"].replace(tzinfo=UTC) < declared.period.end:
        reading.findings.add("made-before-quarter-end", file=table.file, detail=str(declared.period))
    if not declared.whole:
        reading.since = row["since"]
        _check_since(reading, table, declared)
    return declared


def _check_county(reading: Reading, table: TableReading, declared: Declaration) -> None:
    if declared.county in seed("counties")["county_code"]:
        reading.covered = frozenset({declared.county})
    else:
        reading.findings.add("county-unknown", file=table.file, column="county", detail=declared.county)


def _check_period(
    reading: Reading, table: TableReading, declared: Declaration, folder: Period | None
) -> None:
    if folder and declared.period != folder:
        reading.findings.add("period-not-the-folders", file=table.file, detail=str(declared.period))


def _check_since(reading: Reading, table: TableReading, declared: Declaration) -> None:
    if reading.since is None:
        reading.findings.add("since-missing", file=table.file, column="since")
    elif Period.parse(reading.since) >= declared.period:
        reading.findings.add("since-not-earlier", file=table.file, column="since", detail=reading.since)
