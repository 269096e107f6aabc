"""Public registers: figures of places, each register one CSV table. All are read in one way, by their contracts."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orchestration.period import Period
from orchestration.sources import contract
from orchestration.sources.codes import check_codes
from orchestration.sources.content import check_content
from orchestration.sources.contract import Contract
from orchestration.sources.delivery import Reading, finish, read_tables
from orchestration.sources.registers import checks
from orchestration.sources.table_reader import TableReading
from quality.catalogue import seed

WHOLE = "whole"


@dataclass(frozen=True)
class Register:
    """A register and its contract, whose one table has the register's name."""

    contract: Contract

    def read(self, path: Path, period: Period | None, key: bytes) -> Reading:
        """Read one delivery: no row of it hangs on the quarter or names a person.

        A whole register speaks for the country, also for counties without a row, changes for their rows' counties.
        """
        reading = Reading(kind=self.contract.delivers)
        tables = read_tables(path, self.contract, reading.findings)
        table = tables.get(self.contract.source)
        if table is not None and table.rows.height:
            placed = table.refused
            check_codes(tables, self.contract)
            checks.judge_places(table, table.refused - placed)
            checks.check_rows(table)
            check_content(tables, self.contract, period)
            reading.counties = _counties(table)
            checks.judge_rest(table, frozenset(reading.counties))
        whole = reading.kind == WHOLE
        reading.covered = frozenset(seed("counties")["county_code"] if whole else reading.counties)
        return finish(reading, tables, self.contract)


def _counties(table: TableReading) -> dict[str, int]:
    """Count accepted rows by county."""
    uats = seed("uats").select("county_code", "siruta")
    if "county" in table.rows.columns:
        rows = table.rows.select(county_code="county")
    elif "place" in table.rows.columns:
        placed = table.rows.join(uats, left_on="place", right_on="siruta", how="left")
        rows = placed.select(pl.col("county_code").fill_null(pl.col("place")))
    else:
        rows = table.rows.select(siruta=pl.col("uat").cast(pl.String)).join(uats, on="siruta")
    return dict(rows.group_by("county_code").len().sort("county_code").rows())


def _load(folder: Path) -> dict[str, Register]:
    contracts = (contract.load(path) for path in sorted(folder.glob("*/datapackage.json")))
    return {loaded.source: Register(loaded) for loaded in contracts}


REGISTERS = _load(Path(__file__).parent)
