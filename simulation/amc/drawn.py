"""What was drawn of a county's beneficiaries, row by row, as a dump can know of it: for recounts. Instants are UTC."""

from pathlib import Path

import numpy as np
import polars as pl

from simulation.amc.database import Database
from simulation.amc.interventions import SERVICES
from simulation.amc.truth import SOURCE
from simulation.arrays import Integers
from simulation.clock import NEVER
from simulation.places import all_uats

Rows = dict[str, pl.DataFrame]


def _instants(seconds: Integers) -> pl.Series:
    never = pl.Series(seconds == NEVER)
    return (pl.Series(np.where(never, 0, seconds)).set(never, None) * 1000).cast(pl.Datetime("ms"))


def _records(database: Database, at: int) -> pl.DataFrame:
    """Records: who is behind each, what was noted, the household of the present (`amc:<county>:<id>`)."""
    block, records, noted = database.block, database.block.records, database.beneficiaries.noted
    home = block.world.memberships.household[records.spell(block.world, at)]
    uat = database.uat(at)
    area = all_uats().select(siruta=pl.col("siruta").cast(pl.String), area="area")
    rows = pl.DataFrame(
        {
            "record_key": database.keys(np.arange(len(records))),
            "household_key": f"{SOURCE}:{block.county.code}:" + pl.Series(home + 1).cast(pl.String),
            "siruta": pl.Series(uat).cast(pl.String).set(pl.Series(uat == 0), None),
            "sex": noted["gender"],
            "birth_date": noted["date_of_birth"].cast(pl.String).str.to_date(),
            "work_status": noted["work_status"].cast(pl.String),
            "is_counted": ~records.occasional,
            "recorded_at": _instants(records.created),
            "removed_at": _instants(np.where(records.removed < at, records.removed, NEVER)),
            "reason": database.beneficiaries.reason,
        }
    )
    return rows.join(area, on="siruta", how="left").join(database.links(at), on="record_key")


def _states(database: Database, at: int) -> pl.DataFrame:
    """Saved assessments with answers: `entry` numbers them in the order of saving, `codes` is what is there."""
    entries, codes = database.block.assessments, np.array(database.block.codes.code)
    told = np.flatnonzero((entries.stamp < at) & (entries.empty == 0) & entries.state.any(axis=1))
    return pl.DataFrame(
        {
            "record_key": database.keys(entries.record[told]),
            "entry": told,
            "assessed_at": _instants(entries.stamp[told]),
            "codes": pl.Series(
                [codes[there].tolist() for there in entries.state[told]], dtype=pl.List(pl.String)
            ),
        }
    )


def _interventions(database: Database, at: int) -> Rows:
    """Cases, with the day of opening; services, with the code that they answer."""
    rows = database.rows["interventions"].at(at)
    record_key = database.keys(rows["beneficiary_id"].to_numpy() - 1)
    rows = rows.with_columns(
        record_key=record_key, opened_at=pl.col("created_at").str.to_datetime(time_unit="ms")
    )
    is_case = pl.col("interventionable_type") == "case"
    services = (
        database.rows[SERVICES].at(at).select(interventionable_id="id", held_on="date", status="status")
    )
    return {
        "cases": rows.filter(is_case).select(
            "record_key", "opened_at", is_integrated=pl.col("integrated") == 1
        ),
        "services": rows.filter(~is_case)
        .join(services, on="interventionable_id")
        .select("record_key", "status", pl.col("held_on").str.to_date(), code="vulnerability_id"),
    }


def write_drawn(database: Database, at: int, folder: Path) -> None:
    """Write what a dump taken at an instant can know: `<folder>/<rows>-<county>.parquet`."""
    folder.mkdir(parents=True, exist_ok=True)
    county = database.block.county.code
    tables = {
        "records": _records(database, at),
        "states": _states(database, at),
        **_interventions(database, at),
    }
    for name, rows in tables.items():
        rows.with_columns(county=pl.lit(county)).write_parquet(folder / f"{name}-{county}.parquet")
