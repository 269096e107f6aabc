"""Personal numeric codes (CNP): S AA LL ZZ JJ NNN C.

Sex and century, birth date, county, serial number, check digit (weights 2 7 9 1 4 6 3 5 8 2 7 9, modulo 11).
"""

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers

WEIGHTS = np.array([2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9])
SERIALS = 999


def _twelve_digits(female: Booleans, born: Integers, county: int, serial: Integers) -> Integers:
    date = pl.Series(born, dtype=pl.Int32).cast(pl.Date)
    year, month, day = (
        part.to_numpy().astype(np.int64) for part in (date.dt.year(), date.dt.month(), date.dt.day())
    )
    first = np.where(year >= 2000, 5, 1) + female
    return ((((first * 100 + year % 100) * 100 + month) * 100 + day) * 100 + county) * 1000 + serial


def _check_digit(twelve: Integers) -> Integers:
    digits = twelve[:, None] // 10 ** np.arange(11, -1, -1, dtype=np.int64) % 10
    rest = digits @ WEIGHTS % 11
    return np.where(rest == 10, 1, rest)


def _serials(rng: np.random.Generator, female: Booleans, born: Integers) -> Integers:
    """Number people of one sex and birth date, so that no two get the same code (up to 999 of them)."""
    key = born * 2 + female
    order = np.argsort(key, kind="stable")
    _, first, count = np.unique(key[order], return_index=True, return_counts=True)
    rank = np.empty_like(key)
    rank[order] = np.arange(len(key)) - np.repeat(first, count)
    offset = np.empty_like(key)
    offset[order] = np.repeat(rng.integers(0, SERIALS, len(first)), count)
    return (rank + offset) % SERIALS + 1


def draw_cnps(
    rng: np.random.Generator, female: Booleans, born: Integers, county: int, invalid: Booleans
) -> Integers:
    """Draw one CNP (13 digits) per person of a county; the `invalid` ones have a wrong check digit.

    `born` is in days since 1970-01-01, `county` the number that SIRUTA and CNPs share (30: Satu Mare).
    """
    twelve = _twelve_digits(female, born, county, _serials(rng, female, born))
    wrong = np.where(invalid, rng.integers(1, 10, len(born)), 0)
    return twelve * 10 + (_check_digit(twelve) + wrong) % 10
