"""The checks of content that the rule book asks of a source, run on a delivery's typed rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl

from orchestration.period import Period
from orchestration.sources.contract import Contract
from orchestration.sources.paths import Paths, Tables, column_of
from orchestration.sources.table_reader import ROW, TableReading
from quality.rules.check import DERIVED, MADE_ON, PERIOD_END, Check, Related
from quality.rules.checks import CHECKS


@dataclass(frozen=True)
class Asked:
    """A check with what it needs. `names`: of its own table; `columns`: table and column of all that it looks at.

    `found`: a row breaks it, never null.
    """

    check: Check
    found: pl.Expr
    names: frozenset[str]
    columns: frozenset[tuple[str, str]]


def check_content(
    tables: Tables,
    contract: Contract,
    period: Period | None,
    whole: bool = True,
    made_on: date | None = None,
) -> None:
    """Tell of every row that breaks a check; nothing of it is lost. To be run before identifiers become codes.

    A field that was emptied or told of already is not told of again. `whole`: the delivery holds all that there is;
    `made_on`: the day of the export, where it is known.
    """
    last_day = period.end.date() - timedelta(days=1) if period else None
    known = {PERIOD_END: last_day, MADE_ON: made_on}
    days = {name: pl.lit(day, pl.Date) for name, day in known.items()}
    days |= {f"{name}@number": DERIVED["@number"](day) for name, day in days.items()}
    paths = Paths({name: table.rows for name, table in tables.items()}, contract)
    hidden = {(name, column) for name, table in tables.items() for column in table.missing}
    for table in contract.tables:
        checks = [
            asked
            for asked in _asked(contract, table.name)
            if (whole or not asked.check.whole) and not asked.columns & hidden
        ]
        if checks and tables[table.name].rows.height:
            _run(tables[table.name], paths, checks, days)


def _run(reading: TableReading, paths: Paths, asked: list[Asked], days: dict[str, pl.Expr]) -> None:
    """Run checks of a table; those whose names from elsewhere mean the same are asked at once."""
    table = reading.table.name
    names = {ROW, *(name for one in asked for name in one.names)} - days.keys()
    rows = paths.rows(table, names).with_columns(**days)
    broken: list[tuple[Check, pl.Series]] = []
    while asked:
        together, elsewhere, asked = _together(asked)
        there = rows.hstack(paths.related(table, elsewhere))
        found = (
            there.lazy().select(one.found.alias(f"{place}") for place, one in enumerate(together)).collect()
        )
        broken += [(one.check, bad) for one, bad in zip(together, found, strict=True) if bad.any()]
    if broken:
        told = reading.findings.told_of(reading.file)
        lines = reading.lines[rows[ROW].to_numpy()]
        for check, bad in broken:
            column = check.place[2]
            lost = told.filter(column=column)["line"] if told.height else told["line"]
            new = bad & pl.Series(~np.isin(lines, lost)) if len(lost) else bad
            reading.note(new, check.rule.code, column)


def _together(asked: list[Asked]) -> tuple[list[Asked], dict[str, Related], list[Asked]]:
    """Part the checks: the first of those that mean the same by their names from elsewhere, these names, the others."""
    elsewhere: dict[str, Related] = {}
    together, others = [], []
    for one in asked:
        related = one.check.related
        if all(elsewhere.get(name, value) is value for name, value in related.items()):
            elsewhere |= related
            together.append(one)
        else:
            others.append(one)
    return together, elsewhere, others


@cache
def _asked(contract: Contract, table: str) -> tuple[Asked, ...]:
    """Give the checks of a table, in the order in which they are told."""
    return tuple(
        _prepared(contract, check) for check in CHECKS if check.place[:2] == (contract.source, table)
    )


def _prepared(contract: Contract, check: Check) -> Asked:
    table, own = check.place[1], check.names()
    names = {(table, name) for name in own}
    names |= {(one.table, name) for one in check.related.values() for name in one.names()}
    columns = frozenset(column_of(contract, *name) for name in names if not name[1].startswith("@"))
    return Asked(check, check.found.fill_null(False), frozenset(own), columns)
