"""AMC's deliveries of one county: its database as it was dumped after each quarter, with the truth beside it."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl

from simulation.amc.codes import all_codes
from simulation.amc.database import Database, draw_database
from simulation.amc.dirt import Dirt
from simulation.amc.drawn import write_drawn
from simulation.amc.nomenclature import nomenclature_tables
from simulation.amc.truth import SOURCE, code_rows, levels, people_rows
from simulation.amc.write import write_tables
from simulation.slips import Slips
from simulation.world import Evidence, World, taken

HOUSEHOLDS_SEEN = 0.7


def write_amc_county(
    world: World,
    rng: np.random.Generator,
    out: Path,
    quarters: list[str],
    slips: Slips,
    *,
    rows: bool = False,
) -> Evidence:
    """Write a dump of the county's AMC for each of the quarters (in order of time), the truth and the links.

    In `out`: `landing/amc/<period>/amc-<county>-<period>.zip`; `truth/amc/<county>/<period>/` what a right warehouse
    counts from that dump for all of the world's quarters up to it; `truth/links/amc-<county>.parquet`, record_key and
    person (`<county>:<place in the world's people>`). Evidence is what the last dump tells. rows:
    also what was drawn, row by row, `truth/rows/amc/`.
    """
    code = world.county.code
    database = draw_database(rng, world, Dirt(**asdict(slips)), HOUSEHOLDS_SEEN)
    lists = nomenclature_tables()
    for period in quarters:
        tables = database.tables(taken(period)) | lists
        write_tables(tables, out / "landing" / SOURCE / period, f"{SOURCE}-{code}-{period}")
        counted = [quarter for quarter in world.horizon.quarters if quarter <= period]
        _write_truth(database, counted, taken(period), out / "truth" / SOURCE / code / period)
    last = taken(quarters[-1])
    links = out / "truth" / "links"
    links.mkdir(parents=True, exist_ok=True)
    database.links(last).write_parquet(links / f"{SOURCE}-{code}.parquet")
    if rows:
        write_drawn(database, last, out / "truth" / "rows" / SOURCE)
    return database.evidence(last)


def _write_truth(database: Database, quarters: list[str], at: int, folder: Path) -> None:
    where, counts = database.block.county, database.counts(at, quarters)
    parts = [(period, part) for period in quarters for part in levels(counts[period], where.code, where.uats)]
    people = [people_rows(counted, period, level, places) for period, (level, places, counted) in parts]
    carried = [
        code_rows(counted, period, level, places, all_codes()) for period, (level, places, counted) in parts
    ]
    folder.mkdir(parents=True, exist_ok=True)
    keys = ["period", "geo_level", "geo_code"]
    pl.concat(carried).sort(*keys, "source_code").write_parquet(folder / "vulnerability_quarter.parquet")
    pl.concat(people).sort(keys).write_parquet(folder / "people_quarter.parquet")
