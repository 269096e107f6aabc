"""What was drawn of a county's cases, row by row, as the newest delivery can know of it: for recounts."""

from pathlib import Path

import numpy as np
import polars as pl

from simulation.clock import NEVER
from simulation.places import all_uats
from simulation.primero.cases import FAR
from simulation.primero.codes import options
from simulation.primero.facts import Facts
from simulation.primero.state import CLOSED, DUPLICATE, OPEN
from simulation.primero.truth import Truth, local_midnights
from simulation.spor.timeline import instants


def write_drawn(truth: Truth, facts: Facts, folder: Path) -> None:
    """Write `<folder>/records-<county>.parquet`: one row per case that is no duplicate.

    Columns: record_key, person, siruta (null without one), area, sex, birth_date, is_counted (it can be in evidence),
    recorded_at and removed_at (UTC), concerns (those held now).
    """
    state, county = truth.state, truth.county.code
    shown = np.sort(state.shown[state.status[state.shown] != DUPLICATE])
    closed = np.where(state.status == CLOSED, state.closure, FAR)
    dated = (state.status == OPEN) | (closed < FAR)
    known = np.array(options("concern").code)
    area = all_uats().select(siruta=pl.col("siruta").cast(pl.String), area="area")
    registered = local_midnights(state.registration)
    rows = pl.DataFrame(
        {
            "record_key": truth.keys,
            "siruta": pl.Series(state.uat).cast(pl.String).set(pl.Series(state.uat == 0), None),
            "sex": facts.fields["sex"],
            "birth_date": facts.fields["date_of_birth"],
            "is_counted": (registered < NEVER) & dated,
            "recorded_at": instants(registered),
            "removed_at": instants(local_midnights(closed)),
            "concerns": pl.Series(
                [known[there].tolist() for there in state.concerns[:, : len(known)]], dtype=pl.List(pl.String)
            ),
        }
    )[shown]
    folder.mkdir(parents=True, exist_ok=True)
    whole = rows.join(area, on="siruta", how="left").join(truth.links(), on="record_key")
    whole.with_columns(county=pl.lit(county)).write_parquet(folder / f"records-{county}.parquet")
