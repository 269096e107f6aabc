"""The catalogues of `seeds/`, read as data."""

from functools import cache
from pathlib import Path

import polars as pl

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def seed(name: str) -> pl.DataFrame:
    """Give one catalogue, all columns as text, in the file's order; empty fields are null."""
    return _read(SEEDS / f"{name}.csv")


def threshold(name: str) -> float:
    """Give one threshold of `thresholds.csv`; KeyError where there is none."""
    rows = seed("thresholds").filter(pl.col("threshold") == name)
    if rows.height != 1:
        raise KeyError(f"thresholds.csv has {rows.height} rows named {name}")
    return float(rows["value"].item())


@cache
def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False)
