"""Draws all registers of a county and delivers those of many, quarter by quarter."""

from pathlib import Path

import numpy as np
import polars as pl

from simulation.clock import end_of
from simulation.registers import people, places
from simulation.world import World
from simulation.zipped import csv_bytes, write_zip

WHOLE = ("social_services", "accreditation", "marginalisation", "programme")
CHANGES = ("population", "unemployment", "minimum_income", "school_dropout", "costs")
REGISTERS = (*CHANGES, *WHOLE)
#: a date that is known only once it has come
IN_HINDSIGHT = {"programme": "left_on", "accreditation": "accredited_to"}

Registers = dict[str, pl.DataFrame]


def draw_registers(rng: np.random.Generator, world: World) -> Registers:
    """Draw the registers of one county over its horizon, each with the quarter in which a row becomes `known`."""
    census = people.take_census(world)
    return {
        "population": people.population(world, census),
        "unemployment": people.unemployment(rng, world, census),
        "minimum_income": people.minimum_income(rng, world),
        "school_dropout": people.school_dropout(rng, world, census),
        "marginalisation": places.marginalisation(world),
        "programme": places.programme(rng, world),
        "social_services": places.social_services(rng, world),
        "accreditation": places.accreditation(rng, world),
        "costs": places.costs(rng, world),
    }


def write_registers(counties: list[Registers], names: list[str], out: Path, quarters: list[str]) -> None:
    """Write registers of several counties as `<out>/landing/<name>/<period>/<name>-<period>.zip`.

    A register of changes delivers in each quarter (in order of time) what has become known since the one before,
    if anything; a whole register all that is known, where that is not what it delivered before.
    """
    for name in names:
        table = pl.concat([registers[name] for registers in counties])
        before, delivered = "", table.clear()
        for period in quarters:
            rows = _as_known(name, table.filter(pl.col("known") <= period), period)
            if name in CHANGES:
                rows = rows.filter(pl.col("known") > before)
            if rows.height and not rows.equals(delivered):
                path = out / "landing" / name / period / f"{name}-{period}.zip"
                write_zip(path, {f"{name}.csv": csv_bytes(rows.drop("known"))})
            before, delivered = period, rows


def write_drawn(counties: list[Registers], names: list[str], out: Path, last: str) -> None:
    """Write all that registers know in the end as `<out>/truth/rows/<name>.parquet`."""
    folder = out / "truth" / "rows"
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        table = pl.concat([registers[name] for registers in counties]).filter(pl.col("known") <= last)
        _as_known(name, table, last).drop("known").write_parquet(folder / f"{name}.parquet")


def _as_known(name: str, rows: pl.DataFrame, period: str) -> pl.DataFrame:
    """Empty the dates that lie after a quarter's end and were not known then."""
    column = IN_HINDSIGHT.get(name)
    if column is None:
        return rows
    end = pl.lit(end_of(period)).cast(pl.Int64)
    seconds = pl.col(column).cast(pl.Int32).cast(pl.Int64) * 86_400
    return rows.with_columns(pl.when(seconds < end).then(pl.col(column)).alias(column))
