"""Which delivery shows a row, and how: rows come in, change and are struck from quarter to quarter.

Deliveries are known by the place of their quarter among the horizon's quarters; LATER stands for "in none of them".
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers, chance
from simulation.clock import BUCHAREST, DAY, NEVER, end_of
from simulation.world import TAKEN_AFTER, Horizon

LATER = 1 << 20
USUAL_LATENESS = 25 * DAY
USUAL_STRIKE = 50 * DAY


@dataclass(frozen=True)
class Entry:
    """When rows are shown: `known` is the first delivery that holds each, `struck` the first that no longer does."""

    known: Integers
    struck: Integers

    def stands(self, at: int) -> Booleans:
        """Tell which rows stand in the delivery number `at`."""
        return (self.known <= at) & (self.struck > at)

    def take(self, places: Integers) -> "Entry":
        """Give the entries of some rows; those of place -1 always stand."""
        real = places >= 0
        known, struck = (np.append(part, 0) for part in (self.known, self.struck))
        return Entry(np.where(real, known[places], 0), np.where(real, struck[places], LATER))

    def under(self, *parents: "Entry") -> "Entry":
        """Let rows come no earlier than what they point to, and go with it."""
        known, struck = self.known, self.struck
        for parent in parents:
            known, struck = np.maximum(known, parent.known), np.minimum(struck, parent.struck)
        return Entry(known, struck)

    def until(self, struck: Integers) -> "Entry":
        """Let rows be struck on their own (numbers of deliveries)."""
        return Entry(self.known, np.minimum(self.struck, struck))


@dataclass(frozen=True)
class Calendar:
    """The quarters that deliveries are made for: `turns` are their ends, `taken` the last instant seen."""

    quarters: list[str]
    turns: Integers
    taken: int

    @classmethod
    def of(cls, horizon: Horizon) -> "Calendar":
        """Take a world's counted quarters."""
        ends = np.array([end_of(period) for period in horizon.quarters], dtype=np.int64)
        return cls(horizon.quarters, ends, horizon.taken)

    def number(self, when: Integers) -> Integers:
        """Give the quarter of each instant: its delivery is the first that can know of it."""
        number = np.searchsorted(self.turns, when, side="right")
        return np.where(number < len(self.turns), number, LATER)

    def entry(self, rng: np.random.Generator, when: Integers, early: float = 0, late: float = 0) -> Entry:
        """Enter rows when they happen.

        `early`: share of the rows of a quarter's first weeks that stand in the delivery before already, which is made
        only then; `late`: share of rows that are entered weeks after.
        """
        following = np.searchsorted(self.turns, when, side="right")
        turn = self.turns[np.maximum(following - 1, 0)]
        soon = (following > 0) & (when - turn < TAKEN_AFTER) & chance(rng, len(when), early)
        lag = (chance(rng, len(when), late) * rng.exponential(USUAL_LATENESS, len(when))).astype(np.int64)
        known = np.where(soon, following - 1, self.number(np.minimum(when, NEVER - lag) + lag))
        return Entry(known, np.full(len(when), LATER))


def strikes(rng: np.random.Generator, chosen: Booleans, since: Integers) -> Integers:
    """Draw when each chosen row is struck (UTC seconds), NEVER for the others."""
    wait = 3600 + rng.exponential(USUAL_STRIKE, len(since)).astype(np.int64)
    return np.where(chosen, np.minimum(since, NEVER - wait) + wait, NEVER)


@dataclass(frozen=True)
class Change:
    """What columns hold from the delivery number `since` on."""

    since: Integers
    columns: dict[str, pl.Series]


@dataclass(frozen=True)
class Table:
    """One table over all time, rows in the order of their ids, which are place + 1.

    columns: as they are at first; changes: in order of time; struck_at: where rows are struck on their own account,
    when (UTC seconds, else NEVER).
    """

    columns: dict[str, pl.Series]
    entry: Entry
    changes: tuple[Change, ...] = ()
    struck_at: Integers | None = None

    def rows(self, at: int, before: int | None = None) -> pl.DataFrame:
        """Give the rows of the delivery number `at`, or those that are not as they were in the delivery `before`."""
        shown = self.entry.stands(at)
        if before is not None:
            touched = self.entry.known > before
            for change in self.changes:
                touched |= (change.since > before) & (change.since <= at)
            shown &= touched
        places = np.flatnonzero(shown)
        frame = pl.DataFrame(
            {"id": places + 1} | {name: part.gather(places) for name, part in self.columns.items()}
        )
        for change in self.changes:
            held = pl.lit(pl.Series(change.since[places] <= at))
            frame = frame.with_columns(
                pl.when(held).then(pl.lit(part.gather(places))).otherwise(pl.col(name)).alias(name)
                for name, part in change.columns.items()
            )
        return frame


def instants(when: Integers) -> pl.Series:
    """Make UTC datetimes of UTC seconds, null where they are NEVER."""
    seconds = pl.Series(np.where(when == NEVER, 0, when)).set(pl.Series(when == NEVER), None)
    return (seconds * 1000).cast(pl.Datetime("ms"))


def dates(when: Integers) -> pl.Series:
    """Make the Bucharest dates of UTC seconds, null where they are NEVER."""
    return instants(when).dt.replace_time_zone("UTC").dt.convert_time_zone(BUCHAREST.key).dt.date()


def references(places: Integers) -> pl.Series:
    """Make ids of places, null where a place is -1."""
    return pl.Series(places + 1).set(pl.Series(places < 0), None)


def choices(places: Integers, texts: tuple[str, ...] | list[str]) -> pl.Series:
    """Make texts of places among them, null where a place is -1."""
    return pl.Series([*texts, None], dtype=pl.String).gather(np.where(places < 0, len(texts), places))


def truths(values: Booleans, known: Booleans) -> pl.Series:
    """Make 1 and 0 of truths, null where they are not known."""
    return pl.Series(values).cast(pl.Int8).set(pl.Series(~known), None)


def empty_column(rows: int, kind: pl.DataType) -> pl.Series:
    """Make a column of nulls, which a change fills."""
    return pl.Series([None], dtype=kind).new_from_index(0, rows)
