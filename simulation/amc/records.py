"""Who of a county's people stands in AMC's database, since when, until when, and with what locality."""

from dataclasses import dataclass

import numpy as np

from simulation.amc.dirt import Dirt
from simulation.arrays import Booleans, Integers, chance
from simulation.clock import DAY, end_of, midnight_utc, quarters_until, start_of, turns
from simulation.population import Population

NEVER = np.iinfo(np.int64).max
TAKEN_AFTER = 20 * DAY
LEAD_QUARTERS = 2
SAME_VISIT = 0.7
LATER_BY = 60 * DAY
NEWBORN_IS_SEEN_AFTER = 5 * DAY
WINDOW = 7 * DAY // 48
AT_THE_TURN = 0.1
EARLY = 1.5


@dataclass(frozen=True)
class Horizon:
    """What an export covers, in UTC seconds: from `start` to the period's `end`, dumped when `taken`."""

    period: str
    quarters: list[str]
    start: int
    end: int
    taken: int
    turns: Integers

    @classmethod
    def of(cls, period: str, quarters: int) -> "Horizon":
        """Cover `quarters` quarters up to `period`, after a lead in which the first records were made."""
        counted = quarters_until(period, quarters)
        covered = quarters_until(period, quarters + LEAD_QUARTERS)
        end = end_of(period)
        return cls(period, counted, start_of(covered[0]), end, end + TAKEN_AFTER, turns(covered))


@dataclass(frozen=True)
class Records:
    """One entry per person.

    `created` and `removed` (else NEVER) are UTC seconds; `uat` and `locality` SIRUTA codes, 0 without one.
    """

    created: Integers
    removed: Integers
    occasional: Booleans
    inactive: Booleans
    uat: Integers
    locality: Integers


def near_turn(rng: np.random.Generator, when: Integers, chosen: Booleans, at: Integers) -> Integers:
    """Move the chosen instants to the hours about the next quarter's turn, some onto the turn itself.

    They lie up to 3.5 hours before UTC midnight; in Bucharest the quarter ends two or three hours before it,
    so that most of them belong to the quarter that follows.
    """
    following = np.searchsorted(at, when)
    chosen = chosen & (following < len(at))
    turn = at[np.minimum(following, len(at) - 1)]
    moved = midnight_utc(turn) - rng.integers(1, WINDOW, when.shape)
    moved = np.where(rng.random(when.shape) < AT_THE_TURN, turn, moved)
    return np.where(chosen, np.maximum(when, moved), when)


def _created(rng: np.random.Generator, population: Population, horizon: Horizon, dirt: Dirt) -> Integers:
    people, households = population.people, population.households
    count, span = len(people), horizon.end - horizon.start
    visits = horizon.start + (rng.beta(1, EARLY, len(households)) * span).astype(np.int64)
    visited = visits[people.household]
    delay = np.where(
        chance(rng, count, SAME_VISIT), rng.integers(0, 3600, count), rng.exponential(LATER_BY, count)
    )
    created = visited + delay.astype(np.int64)
    in_time = visited + (rng.random(count) * (horizon.end - visited)).astype(np.int64)
    created = np.where(created < horizon.end, created, in_time)
    created = np.maximum(created, np.minimum(people.born * DAY + NEWBORN_IS_SEEN_AFTER, horizon.end - 1))
    created = near_turn(rng, created, chance(rng, count, dirt.created_near_turn), horizon.turns)
    after = rng.integers(horizon.end, horizon.taken, count)
    return np.where(chance(rng, count, dirt.created_after_period), after, created)


def _removed(rng: np.random.Generator, created: Integers, horizon: Horizon, dirt: Dirt) -> Integers:
    count = len(created)
    late = chance(rng, count, dirt.removed_after_period) | (created >= horizon.end)
    first = np.where(late, np.maximum(created, horizon.end), created)
    last = np.where(late, horizon.taken, horizon.end)
    removed = first + (rng.random(count) * (last - first)).astype(np.int64)
    removed = near_turn(rng, removed, chance(rng, count, dirt.removed_near_turn), horizon.turns)
    return np.where(chance(rng, count, dirt.removed), removed, NEVER)


def draw_records(rng: np.random.Generator, population: Population, horizon: Horizon, dirt: Dirt) -> Records:
    """Register a county's people: most with their household, some later, some only in passing."""
    count = len(population.people)
    created = _created(rng, population, horizon, dirt)
    occasional = chance(rng, count, dirt.occasional)
    removed = np.where(occasional, NEVER, _removed(rng, created, horizon, dirt))
    nowhere = chance(rng, count, dirt.without_locality)
    uat = population.county.uats[population.uat]
    village = population.households.village[population.people.household]
    locality = np.where(chance(rng, count, dirt.uat_as_locality), uat, village)
    return Records(
        created=created,
        removed=removed,
        occasional=occasional,
        inactive=chance(rng, count, dirt.inactive) & ~occasional & (removed == NEVER),
        uat=np.where(nowhere, 0, uat),
        locality=np.where(nowhere, 0, locality),
    )
