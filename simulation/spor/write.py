"""Writes the deliveries of a county and the truth beside them; same world, same generator, same bytes."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl

from simulation.clock import NEVER
from simulation.slips import Slips
from simulation.spor.counts import count_work
from simulation.spor.dirt import SporDirt
from simulation.spor.drawn_work import write_drawn
from simulation.spor.evidence import evidence_of, links
from simulation.spor.history import History, draw_history, tables_of
from simulation.spor.timeline import Table, instants
from simulation.spor.truth import SOURCE, count_people
from simulation.world import Evidence, World, taken

WHOLE, CHANGES = "whole", "changes"
MADE = (2026, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16
UNIX = 3
QUICK = 1


def write_spor(
    world: World,
    rng: np.random.Generator,
    out: Path,
    quarters: Sequence[str],
    slips: Slips,
    kinds: Sequence[str],
    dirt: SporDirt | None = None,
    *,
    rows: bool = False,
) -> Evidence:
    """Write a county's deliveries and their truth below `out`; gives the evidence of the last of them.

    `quarters`, in order of time, are some of the horizon's; `kinds` says of each whether its delivery is `whole` or
    holds the `changes` since the quarter before it in `quarters`. The truth is that of the last delivery, for all
    quarters up to it. rows: also what was drawn, row by row, `truth/rows/spor/`. What is drawn depends on none of
    these. Raises ValueError where changes have nothing to change.
    """
    _check(world, quarters, kinds)
    used = dirt or SporDirt()
    history = draw_history(rng, world, used)
    tables = tables_of(rng, history, slips, used)
    struck = _tombstones(tables)
    numbers = [history.calendar.quarters.index(period) for period in quarters]
    for place, (number, kind) in enumerate(zip(numbers, kinds, strict=True)):
        before = numbers[place - 1] if kind == CHANGES else None
        path = (
            out / "landing" / SOURCE / quarters[place] / f"{SOURCE}-{world.county.code}-{quarters[place]}.zip"
        )
        _write_delivery(path, history, tables, struck, number, before)
    _write_truth(history, numbers[-1], out / "truth")
    if rows:
        write_drawn(history, tables, numbers[-1], out / "truth" / "rows" / SOURCE)
    return evidence_of(history, numbers[-1])


def _check(world: World, quarters: Sequence[str], kinds: Sequence[str]) -> None:
    if len(quarters) != len(kinds) or not quarters or not set(kinds) <= {WHOLE, CHANGES}:
        raise ValueError("one kind for each quarter, whole or changes")
    if list(quarters) != sorted(set(quarters) & set(world.horizon.quarters)):
        raise ValueError("quarters must be in order, and within the horizon")
    if kinds[0] == CHANGES:
        raise ValueError("the first delivery must be whole")


def _tombstones(tables: dict[str, Table]) -> pl.DataFrame:
    """Give all records that are struck at some time, known and struck being numbers of deliveries."""
    parts = []
    for name, table in tables.items():
        if table.struck_at is not None:
            place = np.flatnonzero(table.struck_at < NEVER)
            parts.append(
                pl.DataFrame(
                    {
                        "table_name": pl.Series([name]).new_from_index(0, len(place)),
                        "record_id": place + 1,
                        "struck_at": instants(table.struck_at[place]),
                        "known": table.entry.known[place],
                        "struck": table.entry.struck[place],
                    }
                )
            )
    every = pl.concat(parts).sort("struck_at", "table_name", "record_id")
    return every.with_row_index("id", offset=1).cast({"id": pl.Int64})


def _write_delivery(
    path: Path,
    history: History,
    tables: dict[str, Table],
    struck: pl.DataFrame,
    number: int,
    before: int | None,
) -> None:
    period = history.calendar.quarters[number]
    delivery = {
        "id": [1],
        "county": [history.world.county.code],
        "period": [period],
        "kind": [WHOLE if before is None else CHANGES],
        "since": [None if before is None else history.calendar.quarters[before]],
        "made_at": instants(np.array([taken(period)])),
    }
    seen = -1 if before is None else before
    gone = struck.filter(pl.col("known") <= seen, pl.col("struck") > seen, pl.col("struck") <= number)
    parts = {name: table.rows(number, before) for name, table in tables.items()}
    parts["tombstones"] = gone.select("id", "table_name", "record_id", "struck_at")
    parts["delivery"] = pl.DataFrame(delivery)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(f"{name}.csv", MADE)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                PLAIN_FILE,
                UNIX,
            )
            archive.writestr(entry, _csv(parts[name]), compresslevel=QUICK)


def _csv(table: pl.DataFrame) -> bytes:
    text = BytesIO()
    table.write_csv(text, datetime_format="%Y-%m-%d %H:%M:%S")
    return text.getvalue()


def _write_truth(history: History, at: int, folder: Path) -> None:
    county = history.world.county.code
    counted, linked = folder / SOURCE / county, folder / "links"
    for directory in (counted, linked):
        directory.mkdir(parents=True, exist_ok=True)
    vulnerabilities, people = count_people(history, at)
    vulnerabilities.write_parquet(counted / "vulnerability_quarter.parquet")
    people.write_parquet(counted / "people_quarter.parquet")
    count_work(history, at).write_parquet(counted / "counts.parquet")
    links(history, at).write_parquet(linked / f"{SOURCE}-{county}.parquet")
