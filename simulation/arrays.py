"""Names for the numpy arrays that the simulator passes around, and the draws that its parts share."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating[Any]]
Booleans = npt.NDArray[np.bool_]


def chance(rng: np.random.Generator, count: int, share: float) -> Booleans:
    """Draw `count` truths, each true with the probability `share`."""
    return rng.random(count) < share


def one_of(rng: np.random.Generator, count: int, values: Sequence[str]) -> pl.Series:
    """Draw `count` texts, each value as likely as the others."""
    return pl.Series(values, dtype=pl.String).gather(rng.integers(0, len(values), count))


def shared_out(total: int, weights: Floats) -> Integers:
    """Share `total` out in proportion to the weights, in whole numbers that add up (largest remainder)."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    left = int(total - whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:left]] += 1
    return whole
