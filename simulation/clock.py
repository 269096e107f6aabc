"""Quarters of Europe/Bucharest in UTC seconds: not the product's own, so that one can check the other."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from simulation.arrays import Integers

BUCHAREST = ZoneInfo("Europe/Bucharest")
DAY = 86_400
NEVER = int(np.iinfo(np.int64).max)


def quarter_of(instants: Integers) -> pl.Series:
    """Give the quarter of UTC seconds, in Bucharest, written `2025-Q4`."""
    return quarter_of_days(local_days(instants))


def quarter_of_days(days: Integers) -> pl.Series:
    """Give the quarter of dates (days since 1970-01-01), written `2025-Q4`."""
    dates = pl.Series(days, dtype=pl.Int32).cast(pl.Date)
    return dates.dt.year().cast(pl.String) + "-Q" + dates.dt.quarter().cast(pl.String)


def local_days(instants: Integers) -> Integers:
    """Give the Bucharest date of UTC seconds, in days since 1970-01-01."""
    utc = (pl.Series(instants, dtype=pl.Int64) * 1000).cast(pl.Datetime("ms", "UTC"))
    dates = utc.dt.convert_time_zone(BUCHAREST.key).dt.date()
    return dates.cast(pl.Int32).to_numpy().astype(np.int64)


def quarters_until(last: str, count: int) -> list[str]:
    """List `count` quarters, the last of them `last`, written `2025-Q4`, in order of time."""
    year, quarter = int(last[:4]), int(last[-1])
    newest = year * 4 + quarter - 1
    return [f"{index // 4}-Q{index % 4 + 1}" for index in range(newest - count + 1, newest + 1)]


def start_of(period: str) -> int:
    """Give the quarter's first instant in Bucharest, in seconds since 1970-01-01 UTC."""
    month = 3 * int(period[-1]) - 2
    return int(datetime(int(period[:4]), month, 1, tzinfo=BUCHAREST).timestamp())


def end_of(period: str) -> int:
    """Give the first instant after the quarter, in seconds since 1970-01-01 UTC."""
    year, quarter = int(period[:4]), int(period[-1])
    return start_of(f"{year + quarter // 4}-Q{quarter % 4 + 1}")


def turns(periods: list[str]) -> Integers:
    """Give the ends of the quarters, which must follow one another."""
    ends = [end_of(period) for period in periods]
    if any(earlier >= later for earlier, later in pairwise(ends)):
        raise ValueError("quarters must be in order")
    return np.array(ends, dtype=np.int64)


def midnight_utc(turn: Integers) -> Integers:
    """Give the UTC midnight that follows each turn: it is two or three hours later than the turn itself."""
    return -(-turn // DAY) * DAY
