"""Where invented people live: real counties, UATs and villages.

Source: INS, SIRUTA, in the project's seeds.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from simulation.arrays import Floats, Integers

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / "simulation" / "data"
RELATIVE_SIZE = {"municipality": 6.0, "town": 2.5, "commune": 1.0}
SIZE_SPREAD = 0.4


def seed_table(name: str) -> pl.DataFrame:
    """Read one of the project's seeds (INCLUZIUNE_SEEDS, else `seeds/`), all columns as text."""
    folder = Path(os.environ.get("INCLUZIUNE_SEEDS", PROJECT / "seeds"))
    return pl.read_csv(folder / name, infer_schema=False)


@cache
def all_counties() -> pl.DataFrame:
    """Columns of seeds/counties.csv; `number` is SIRUTA's number of the county, which CNPs use too."""
    return seed_table("counties.csv").with_columns(number=pl.col("siruta_county_number").cast(pl.Int64))


@cache
def all_uats() -> pl.DataFrame:
    """Columns of seeds/uats.csv, in the order of SIRUTA, `siruta` a number."""
    return seed_table("uats.csv").with_columns(pl.col("siruta").cast(pl.Int64)).sort("siruta")


@cache
def all_villages() -> pl.DataFrame:
    """Columns of seeds/localities.csv, in the order of SIRUTA; `siruta`, `uat_siruta` and `type` are numbers."""
    numbers = pl.col("siruta", "uat_siruta", "type").cast(pl.Int64)
    return seed_table("localities.csv").with_columns(numbers).sort("siruta")


@dataclass(frozen=True)
class County:
    """One county's UATs and villages.

    `uats` holds SIRUTA codes, `sizes` their relative sizes (before chance), `seats` their names;
    `villages[first_village[u] : first_village[u + 1]]` are the SIRUTA codes of the villages of UAT number u.
    """

    code: str
    number: int
    uats: Integers
    seats: list[str]
    sizes: Floats
    villages: Integers
    first_village: Integers


def county(code: str, uats: int | None = None, among: Integers | None = None) -> County:
    """Find a county by its car-plate code (KeyError if there is none), with its first `uats` UATs or all.

    among: SIRUTA codes of the UATs that count.
    """
    found = all_counties().filter(county_code=code)
    if found.is_empty():
        raise KeyError(f"no county {code!r}")
    units = all_uats().filter(county_code=code)
    if among is not None:
        units = units.filter(pl.col("siruta").is_in(among))
    units = units[:uats]
    sirutas = units["siruta"].to_numpy()
    villages = all_villages().filter(pl.col("uat_siruta").is_in(sirutas)).sort("uat_siruta", "siruta")
    return County(
        code=code,
        number=int(found["number"][0]),
        uats=sirutas,
        seats=units["name"].to_list(),
        sizes=units["kind"].replace_strict(RELATIVE_SIZE, return_dtype=pl.Float64).to_numpy(),
        villages=villages["siruta"].to_numpy(),
        first_village=np.searchsorted(villages["uat_siruta"].to_numpy(), np.append(sirutas, sirutas[-1] + 1)),
    )


def people_by_uat(rng: np.random.Generator, where: County, people: int) -> Integers:
    """Share people out to the county's UATs: bigger places have more, those of a kind differ by chance."""
    weights = where.sizes * np.exp(rng.normal(0, SIZE_SPREAD, len(where.uats)))
    return rng.multinomial(people, weights / weights.sum())
