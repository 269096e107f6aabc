"""One delivery taken in: its identity, what was read of it, and gate 1's verdict on it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from orchestration.period import Period
from orchestration.sources.archive import Archive, base_name
from orchestration.sources.contract import Contract
from orchestration.sources.table_reader import ROW, TableReading, absent, read_table
from quality.catalogue import threshold
from quality.findings import Findings

TABLE_FILE = re.compile(r"[a-z][a-z_]{0,62}\.csv")
PLACES = {"table_name": pl.String, "siruta": pl.String, "rows": pl.Int64, "rows_new": pl.Int64}


@dataclass(frozen=True)
class Delivery:
    """A delivery in a landing folder. `sha256`: of its content; `seen`: number of the run that first saw it, from 1.

    `received_on`: the day of that run by its clock, in Bucharest; None where the log does not say.
    """

    source: str
    period: str
    path: Path
    sha256: str
    seen: int
    received_on: date | None = None

    @property
    def id(self) -> str:
        """Identity in lake, quarantine and warehouse: `2025-Q4-1a2b3c4d5e6f`."""
        return f"{self.period}-{self.sha256[:12]}"


@dataclass
class Reading:
    """A delivery as read. `entities`: accepted rows by table, pseudonymised; `tables`: table, read, accepted, refused.

    `kind`: whole, or changes on the delivery of the quarter `since`, or, without one, on all before it. `counties`:
    county code → people, of those with a county; `covered`: those that it speaks for. `missing`: table, column of what
    was not exported. `files`: a file as findings name it → its table. `typed`: the tables as read, where all are there.
    `places`: table_name, siruta (null where not known), rows, of accepted rows, and rows_new, of those that no earlier
    delivery held.
    """

    kind: str = "whole"
    since: str | None = None
    entities: dict[str, pl.DataFrame] = field(default_factory=dict)
    tables: list[dict[str, str | int]] = field(default_factory=list)
    counties: dict[str, int] = field(default_factory=dict)
    covered: frozenset[str] = frozenset()
    missing: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    typed: dict[str, TableReading] = field(default_factory=dict)
    places: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLACES))
    findings: Findings = field(default_factory=Findings)

    @property
    def accepted(self) -> bool:
        """Gate 1's verdict on this delivery."""
        return not self.findings.refuses_delivery()


Reader = Callable[[Path, Period | None, bytes], Reading]


def read_tables(path: Path, contract: Contract, findings: Findings) -> dict[str, TableReading]:
    """Read every table of the contract that the delivery holds, each a CSV file of its name.

    What is missing, repeated or not in the contract is a finding. A file whose name is no table's is told by its place
    only: names of documents can hold names of people. What the tables point to is checked apart (`check_references`).
    """
    archive = Archive(path, findings)
    if not archive.names:
        return {}
    files = _files(archive, contract, findings)
    if any(not names for names in files.values()) and any(
        name.lower().endswith(".zip") for name in archive.names
    ):
        findings.add("archive-nested", file=path.name)
    readings = {}
    for table in contract.tables:
        names = files[table.name]
        if not names and table.may_be_missing:
            readings[table.name] = absent(table, findings)
        elif len(names) != 1:
            findings.add("table-twice" if names else "table-missing", file=f"{table.name}.csv")
        elif (content := archive.read(names[0])) is not None and (
            reading := read_table(content, table, findings)
        ):
            readings[table.name] = reading
    _check_ends(readings, findings)
    return readings


def _files(archive: Archive, contract: Contract, findings: Findings) -> dict[str, list[str]]:
    """Find each table's files. A delivery that is one bare CSV holds the contract's only table, whatever its name."""
    tables = [table.name for table in contract.tables]
    files: dict[str, list[str]] = {name: [] for name in tables}
    for place, name in enumerate(archive.names, start=1):
        file = base_name(name)
        stem, _, kind = file.rpartition(".")
        if kind.lower() == "csv" and (stem in files or len(tables) == len(archive.names) == 1):
            files[stem if stem in files else tables[0]].append(name)
        else:
            findings.add("table-not-read", file=file if TABLE_FILE.fullmatch(file) else f"#{place}")
    return files


def _check_ends(readings: dict[str, TableReading], findings: Findings) -> None:
    """Refuse a file without its last line end where others have theirs: the tool writes it, so this one was cut."""
    if any(reading.ended for reading in readings.values()):
        for reading in readings.values():
            if not reading.ended:
                findings.add("file-cut-short", file=reading.file, line=reading.last_line)


def check_references(readings: dict[str, TableReading]) -> None:
    """Empty or refuse what points to a row that the delivery does not hold."""
    for reading in readings.values():
        for key in reading.table.foreign_keys:
            if key.table not in readings:
                continue
            target = readings[key.table].rows[key.key]
            lost = pl.col(key.column).is_not_null() & ~pl.col(key.column).is_in(target.implode())
            count, share = reading.share(lost)
            if not count:
                continue
            if count >= threshold("lost_reference_count_min") and share > threshold(
                "lost_reference_share_max"
            ):
                rule, table = "too-many-lost-references", f"{key.table}.csv"
                reading.findings.add(rule, file=reading.file, column=key.column, detail=table)
            if key.refuses:
                reading.refuse(lost, key.rule, key.column)
            else:
                reading.empty(key.column, lost, key.rule)


def finish(reading: Reading, readings: dict[str, TableReading], contract: Contract) -> Reading:
    """Put the tables into the reading: their counts, and, where all are there, their rows as they go into the lake.

    Raises AssertionError where the rows do not have the columns that the contract promises.
    """
    reading.tables = [
        {"table": name, "read": r.read, "accepted": r.rows.height, "refused": r.refused}
        for name, r in readings.items()
    ]
    reading.missing = [(name, column) for name, r in readings.items() for column in r.missing]
    reading.files = {r.file: name for name, r in readings.items()}
    if readings.keys() == {table.name for table in contract.tables}:
        reading.typed = readings
        reading.entities = {name: _entity(r) for name, r in readings.items()}
    return reading


def _entity(reading: TableReading) -> pl.DataFrame:
    schema = reading.table.lake_schema
    rows = reading.rows.drop(ROW)
    if dict(rows.schema) != schema:
        raise AssertionError(f"{reading.table.name}: {rows.schema} is not what the contract promises")
    return rows.select(list(schema))


def covered_by_people(people: dict[str, int]) -> frozenset[str]:
    """Counties that a delivery speaks for by its people: those that hold more than a handful of them."""
    least = threshold("delivery_county_share_min") * sum(people.values())
    enough = threshold("delivery_county_people_min")
    return frozenset(county for county, count in people.items() if count >= least or count >= enough)
