"""How numbers become the texts that stand in an export."""

import polars as pl

from simulation.arrays import Booleans, Integers
from simulation.clock import BUCHAREST


def instants(seconds: Integers) -> pl.Series:
    """Make UTC datetimes from seconds since 1970-01-01 UTC."""
    return (pl.Series(seconds, dtype=pl.Int64) * 1000).cast(pl.Datetime("ms", "UTC"))


def stamps(seconds: Integers) -> pl.Series:
    """Write UTC seconds as a database does: `2025-12-31 21:28:46`."""
    return instants(seconds).dt.strftime("%Y-%m-%d %H:%M:%S")


def local_days(seconds: Integers) -> pl.Series:
    """Write the Bucharest date of UTC seconds: `2025-12-31`."""
    return instants(seconds).dt.convert_time_zone(BUCHAREST.key).dt.strftime("%Y-%m-%d")


def days(since_1970: Integers) -> pl.Series:
    """Write days since 1970-01-01 as dates: `2025-12-31`."""
    return pl.Series(since_1970, dtype=pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")


def bits(truths: Booleans) -> pl.Series:
    """Write truths as 1 and 0."""
    return pl.Series(truths).cast(pl.Int8)


def empty_where(empty: Booleans, values: pl.Series) -> pl.Series:
    """Replace values by null where `empty` is true."""
    return pl.select(pl.when(pl.Series(empty)).then(None).otherwise(values)).to_series()


def nothing(count: int) -> pl.Series:
    """Make a column of nulls."""
    return pl.Series([None], dtype=pl.String).new_from_index(0, count)
