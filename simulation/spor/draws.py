"""Draws that several parts of SPOR's simulation share."""

from collections.abc import Sequence

import numpy as np

from simulation.arrays import Integers


def pick(rng: np.random.Generator, count: int, shares: Sequence[float]) -> Integers:
    """Draw places in a list, each with its share."""
    return np.searchsorted(np.cumsum(shares)[:-1], rng.random(count), side="right")
