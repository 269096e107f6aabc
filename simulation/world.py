"""The world of one county: its households and people over some quarters, before any system has heard of them.

Instants are whole seconds since 1970-01-01 UTC (int64), NEVER where something does not happen. People and households
are known by their place in the arrays, UATs by their place in `county.uats`.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers, chance
from simulation.clock import DAY, NEVER, end_of, quarters_until, start_of, turns
from simulation.cnp import draw_cnps
from simulation.founders import draw_households, draw_newcomers, draw_sizes, sizes_of_people
from simulation.life import Life, as_people
from simulation.places import County, people_by_uat
from simulation.population import Households, Memberships, People
from simulation.programme import team_starts, waves

__all__ = [
    "NEVER",
    "Evidence",
    "Horizon",
    "Households",
    "Memberships",
    "People",
    "World",
    "draw_still_world",
    "draw_world",
]

TAKEN_AFTER = 20 * DAY
LEAD_QUARTERS = 2
BITS_OF_TIME = 32
NO_CNP = 0.01


@dataclass(frozen=True)
class Horizon:
    """What a world covers: from `start` (two quarters before the first of `quarters`) to the `end` of `period`.

    period: the last quarter; quarters: those that are counted, in order of time; end: the first instant after
    `period`; turns: the ends of all quarters covered, those of the lead too.
    """

    period: str
    quarters: list[str]
    start: int
    end: int
    turns: Integers

    @classmethod
    def of(cls, period: str, quarters: int) -> "Horizon":
        """Cover `quarters` quarters up to `period`, after a lead in which the first records were made."""
        counted = quarters_until(period, quarters)
        covered = quarters_until(period, quarters + LEAD_QUARTERS)
        return cls(period, counted, start_of(covered[0]), end_of(period), turns(covered))

    @property
    def taken(self) -> int:
        """When the sources are asked for the last quarter."""
        return taken(self.period)


def taken(period: str) -> int:
    """Give the instant at which the sources are asked for a quarter: some days after its end."""
    return end_of(period) + TAKEN_AFTER


@dataclass(frozen=True)
class World:
    """A county's people and households over a horizon.

    joined: by UAT, when the programme's team starts its work there (NEVER: not within the programme; it may be after
    the horizon's end); wave: by UAT, the wave of the programme that the UAT belongs to, from 1, 0 without one.
    """

    county: County
    horizon: Horizon
    households: Households
    people: People
    memberships: Memberships
    joined: Integers
    wave: Integers

    @cached_property
    def _spell_keys(self) -> Integers:
        return self.memberships.person << BITS_OF_TIME | self.memberships.joined

    def spell_at(self, person: Integers, at: Integers | int) -> Integers:
        """Give the last spell (place in `memberships`) that each person had begun by an instant, or -1."""
        when = np.clip(at, 0, (1 << BITS_OF_TIME) - 1)
        found = np.searchsorted(self._spell_keys, person << BITS_OF_TIME | when, side="right") - 1
        own = (found >= 0) & (self.memberships.person[found] == person)
        return np.where(own, found, -1)

    def household_at(self, person: Integers, at: Integers | int) -> Integers:
        """Give the household of each person at an instant (the last one of who has left); -1 before the first."""
        spell = self.spell_at(person, at)
        return np.where(spell >= 0, self.memberships.household[spell], -1)

    @property
    def is_still(self) -> bool:
        """Whether nobody dies or departs in it."""
        return not self.people.leaves_by.any()

    def present(self, at: int) -> Booleans:
        """Tell who of all people is alive and in the county at an instant."""
        return (self.people.appears <= at) & (at < self.people.leaves)


@dataclass(frozen=True)
class Evidence:
    """The records of one source about people of one county, as the source's newest delivery shows them.

    One entry per record and place: a record is in evidence at an instant `at` where `since` < at <= `until` (recorded
    before it and not removed before it); entries of one record do not overlap. Records that are never in evidence have
    no entry here, but stand in the links.

    record_key: `<source>:<county>:<id>`; person: place in the world's people; since, until: UTC seconds, NEVER while it
    is still in evidence; uat: SIRUTA code as recorded, 0 where the record tells no locality; county: car-plate code.
    """

    record_key: pl.Series
    person: Integers
    since: Integers
    until: Integers
    uat: Integers
    county: str


def _with_cnps(rng: np.random.Generator, where: County, people: People, no_cnp: float) -> People:
    """Give everybody a CNP; a share of people has none in fact."""
    valid = np.zeros(len(people), dtype=np.bool_)
    cnp = pl.Series(draw_cnps(rng, people.female, people.born, where.number, valid)).cast(pl.String)
    return replace(people, cnp=cnp, no_cnp=chance(rng, len(people), no_cnp))


def draw_still_world(rng: np.random.Generator, where: County, people: int, horizon: Horizon) -> World:
    """Draw exactly `people` people in households to which nothing happens but the births of those born within it.

    Everybody has a CNP; ages are those at the horizon's end.
    """
    uat, size = sizes_of_people(rng, where, people)
    households = draw_households(rng, where, uat, np.full(len(uat), horizon.start))
    today = np.full(len(uat), horizon.end // DAY)
    newcomers = draw_newcomers(rng, size, households.surname, today)
    appears = np.maximum(horizon.start, newcomers.born * DAY)
    everybody = as_people(newcomers, 0, 0, appears)
    wave = waves(where)
    return World(
        county=where,
        horizon=horizon,
        households=households,
        people=_with_cnps(rng, where, everybody, no_cnp=0),
        memberships=Memberships(np.arange(people), everybody.household, appears, np.full(people, NEVER)),
        joined=team_starts(rng, wave, horizon.start, horizon.turns),
        wave=wave,
    )


def draw_world(rng: np.random.Generator, where: County, households: int, horizon: Horizon) -> World:
    """Draw a county's life over a horizon, `households` households at its start.

    Households form (of who leaves home, separates, marries or arrives), move within and between the county's UATs and
    dissolve; people are born, die and depart. About three people live in a household. The same arguments and state of
    `rng` give the same world.
    """
    uat = np.repeat(np.arange(len(where.uats)), people_by_uat(rng, where, households))
    first = draw_households(rng, where, uat, np.full(households, horizon.start))
    today = np.full(households, horizon.start // DAY)
    founders = draw_newcomers(rng, draw_sizes(rng, households), first.surname, today)
    people = as_people(founders, 0, 0, np.full(len(founders.born), horizon.start))
    since = people.appears.copy()
    life = Life(rng, where, first, people, founders.settled, people.household.copy(), since)
    for begin, end in pairwise([horizon.start, *horizon.turns.tolist()]):
        life.step(begin, end)
    lived_in, everybody, memberships = life.finished()
    wave = waves(where)
    return World(
        county=where,
        horizon=horizon,
        households=lived_in,
        people=_with_cnps(rng, where, everybody, NO_CNP),
        memberships=memberships,
        joined=team_starts(rng, wave, horizon.start, horizon.turns),
        wave=wave,
    )
