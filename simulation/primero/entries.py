"""Entries of subforms: one row per entry, in the order in which they stand in the case.

Columns, beside the fields by name: CASE (the case's place), MADE (UTC seconds, when it was entered; one that was never
entered is not there) and EXPLICIT (empty fields are written all the same).
"""

import numpy as np
import polars as pl

from simulation.arrays import Integers, chance

CASE, MADE, EXPLICIT, UNIQUE_ID = "_case", "_made", "_explicit", "unique_id"
UUID_BYTES = 16


def by_key(table: pl.DataFrame) -> list[str]:
    """List a table's fields in the order in which PostgreSQL keeps the keys of a JSON object."""
    return sorted(
        (name for name in table.columns if not name.startswith("_")), key=lambda name: (len(name), name)
    )


def uuids(rng: np.random.Generator, count: int) -> pl.Series:
    """Draw UUIDs of version 4."""
    digits = rng.integers(0, 256, (count, UUID_BYTES), dtype=np.uint8)
    digits[:, 6] = digits[:, 6] & 0x0F | 0x40
    digits[:, 8] = digits[:, 8] & 0x3F | 0x80
    text = digits.tobytes().hex()
    parts = [text[start : start + 32] for start in range(0, len(text), 32)]
    return pl.Series(
        [f"{part[:8]}-{part[8:12]}-{part[12:16]}-{part[16:20]}-{part[20:]}" for part in parts],
        dtype=pl.String,
    )


def spread(rng: np.random.Generator, mean: float, at_most: int, cases: int) -> Integers:
    """Draw how many entries each case has, and repeat each case's place as often."""
    return np.repeat(np.arange(cases), np.minimum(rng.poisson(mean, cases), at_most))


def entries(
    rng: np.random.Generator, case: Integers, made: Integers, explicit: float, fields: dict[str, pl.Series]
) -> pl.DataFrame:
    """Put entries together, in the order of cases and times; each gets an id."""
    table = pl.DataFrame(
        {
            CASE: case,
            MADE: made,
            EXPLICIT: chance(rng, len(case), explicit),
            UNIQUE_ID: uuids(rng, len(case)),
            **fields,
        }
    )
    return table.sort(CASE, MADE, maintain_order=True)
