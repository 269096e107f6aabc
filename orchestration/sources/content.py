"""The checks of content that the rule book asks of a source, run on a delivery's typed rows."""

from datetime import date, timedelta

import polars as pl

from orchestration.period import Period
from orchestration.sources.contract import Contract
from orchestration.sources.paths import Tables, column_of, related, resolve
from orchestration.sources.table_reader import ROW
from quality.rules.check import MADE_ON, PERIOD_END, Check
from quality.rules.checks import CHECKS


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
    days = {PERIOD_END: last_day, MADE_ON: made_on}
    for table in contract.tables:
        asked = [
            check
            for check in CHECKS
            if check.place[:2] == (contract.source, table.name)
            and (whole or not check.whole)
            and not _is_hidden(tables, contract, check)
        ]
        if asked and tables[table.name].rows.height:
            _run(tables, contract, table.name, asked, days)


def _run(
    tables: Tables, contract: Contract, table: str, checks: list[Check], days: dict[str, date | None]
) -> None:
    names = {name for check in checks for name in check.names()} - days.keys()
    rows = resolve(tables, contract, table, names).with_columns(
        pl.lit(day, pl.Date).alias(name) for name, day in days.items()
    )
    reading = tables[table]
    alone = {f"{place}": check.found for place, check in enumerate(checks) if not check.related}
    found = rows.lazy().select(expr.fill_null(False).alias(name) for name, expr in alone.items()).collect()
    broken: list[tuple[Check, pl.Series]] = []
    for place, check in enumerate(checks):
        if check.related:
            values = [
                related(tables, contract, table, one).alias(name) for name, one in check.related.items()
            ]
            bad = rows.with_columns(values).select(check.found.fill_null(False)).to_series()
        else:
            bad = found[f"{place}"]
        if bad.any():
            broken.append((check, bad))
    if broken:
        lines = pl.Series(reading.lines[rows[ROW].to_numpy()])
        lost = reading.findings.told_of(reading.file)
        for check, bad in broken:
            column = check.place[2]
            told = lost.filter(column=column)["line"]
            reading.note(bad & ~lines.is_in(told.implode()), check.rule.code, column)


def _is_hidden(tables: Tables, contract: Contract, check: Check) -> bool:
    """Say whether the delivery does not have a column that the check needs, which is not an empty one."""
    table = check.place[1]
    names = {(table, name) for name in check.names()} | {
        (one.table, name) for one in check.related.values() for name in one.names()
    }
    used = (column_of(contract, *name) for name in names if not name[1].startswith("@"))
    return any(column in tables[table].missing for table, column in used)
