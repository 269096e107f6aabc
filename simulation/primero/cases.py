"""Which children of a county have a case, since when, and what becomes of it."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Booleans, Integers, chance
from simulation.clock import DAY, NEVER, local_days
from simulation.population import DIES, YEAR
from simulation.primero.codes import options
from simulation.primero.dirt import PrimeroDirt
from simulation.world import World

#: a day that never comes
FAR = NEVER // DAY
MAJORITY = 18 * YEAR
LASTS, OPEN_AGAIN_AFTER, OPEN_AGAIN_FOR, TRANSFERRED_AFTER = 250, 60, 150, 120
SECOND_RECORD_AFTER, MARKED_AFTER, ENTERED_AFTER, LATER_CONCERN_AFTER = 40, 25, 15, 60
CLOSED_AFTER_LEAVING = 20
MOTHER_FROM = 12 * YEAR


@dataclass(frozen=True)
class Cases:
    """One entry per record; a child recorded twice has two.

    person: place in the world's people; entered: when it came into the database (UTC seconds); the rest are days since
    1970-01-01, FAR where it does not happen: registered (in fact), closed, reopened, closed_again, transferred, marked
    (as a duplicate), concern (cases × protection concerns, one that no list has last: since when it is recorded).
    died: closed because the child died; undated, unregistered: the date is not written.
    """

    person: Integers
    entered: Integers
    registered: Integers
    closed: Integers
    reopened: Integers
    closed_again: Integers
    transferred: Integers
    marked: Integers
    concern: Integers
    died: Booleans
    undated: Booleans
    unregistered: Booleans

    def __len__(self) -> int:
        return len(self.person)


def _after(rng: np.random.Generator, day: Integers, usual: float) -> Integers:
    """Draw a day some days after each day, at least one."""
    later = 1 + rng.exponential(usual, len(day)).astype(np.int64)
    return np.where(day < FAR, np.minimum(day, FAR - later) + later, FAR)


def _days(instants: Integers) -> Integers:
    """Give the Bucharest day of instants, FAR for NEVER."""
    never = instants >= NEVER
    return np.where(never, FAR, local_days(np.where(never, 0, instants)))


def _registrations(
    rng: np.random.Generator, world: World, dirt: PrimeroDirt, share: float
) -> tuple[Integers, Integers]:
    """Draw children, and an instant at which each was in the county and under age; then second records of some."""
    people, horizon = world.people, world.horizon
    of_age = ((people.born + MAJORITY) * DAY).astype(np.int64)
    last = np.minimum(np.minimum(people.leaves, of_age), horizon.taken)
    person = np.flatnonzero(chance(rng, len(people), share) & (last - people.appears > DAY))
    first, last = people.appears[person], last[person]
    when = first + (rng.random(len(person)) * (last - first)).astype(np.int64)
    following = np.minimum(np.searchsorted(horizon.turns, when), len(horizon.turns) - 1)
    at_turn = horizon.turns[following] + rng.integers(-DAY, DAY, len(when))
    moved = chance(rng, len(when), dirt.registered_at_turn) & (first <= at_turn) & (at_turn < last)
    when = np.where(moved, at_turn, when)
    twice = np.flatnonzero(chance(rng, len(when), dirt.recorded_twice))
    again = when[twice] + (rng.exponential(SECOND_RECORD_AFTER, len(twice)) * DAY).astype(np.int64)
    in_time = when[twice] + (rng.random(len(twice)) * (last[twice] - when[twice])).astype(np.int64)
    again = np.where(again < last[twice], again, in_time)
    return np.append(person, person[twice]), np.append(when, again)


def _closures(
    rng: np.random.Generator, world: World, dirt: PrimeroDirt, registered: Integers, gone: Integers
) -> tuple[Integers, Integers, Integers]:
    """Draw when cases are closed, reopened and closed again; those of children who leave soon after that."""
    count, turn = len(registered), local_days(world.horizon.turns)
    leaving = np.minimum(gone, FAR - CLOSED_AFTER_LEAVING) + rng.integers(1, CLOSED_AFTER_LEAVING, count)
    closed = np.minimum(_after(rng, registered, LASTS), leaving)
    at_turn = turn[np.minimum(np.searchsorted(turn, closed), len(turn) - 1)] - rng.integers(0, 2, count)
    moved = chance(rng, count, dirt.closed_at_turn) & (at_turn > registered)
    closed = np.where(moved, at_turn, closed)
    reopened = _after(rng, closed, OPEN_AGAIN_AFTER)
    reopened = np.where(chance(rng, count, dirt.reopened) & (reopened < gone), reopened, FAR)
    again = np.minimum(_after(rng, reopened, OPEN_AGAIN_FOR), np.maximum(leaving, reopened))
    return closed, reopened, again


def _concerns(
    rng: np.random.Generator, world: World, dirt: PrimeroDirt, person: Integers, registered: Integers
) -> Integers:
    """Draw since when each protection concern is recorded; the last, which no list has, never stands alone."""
    known = options("concern")
    people, count = world.people, len(person)
    has = rng.random((count, len(known.code))) < known.weight
    old_enough = registered - people.born[person] >= MOTHER_FROM
    has[:, known.code.index("child_mother")] &= people.female[person] & old_enough
    late = chance(rng, has.size, dirt.later_concern).reshape(has.shape)
    later = (rng.exponential(LATER_CONCERN_AFTER, has.shape) * late).astype(np.int64)
    since = np.where(has, registered[:, None] + later, FAR)
    unknown = has.any(axis=1) & chance(rng, count, dirt.unknown_concern)
    beside = np.where(has, since, 0).max(axis=1)
    return np.column_stack([since, np.where(unknown, beside, FAR)])


def draw_cases(rng: np.random.Generator, world: World, dirt: PrimeroDirt, share: float) -> Cases:
    """Draw the cases of a county: of `share` of its children, over the whole horizon."""
    person, when = _registrations(rng, world, dirt, share)
    count, people = len(person), world.people
    second = np.arange(count) >= len(np.unique(person))
    registered = local_days(when)
    late = (rng.exponential(ENTERED_AFTER, count) * DAY).astype(np.int64)
    of_age = local_days(((people.born[person] + MAJORITY) * DAY).astype(np.int64))
    left = _days(people.leaves[person])
    closed, reopened, closed_again = _closures(rng, world, dirt, registered, np.minimum(left, of_age))
    transferred = np.where(
        chance(rng, count, dirt.transferred), _after(rng, registered, TRANSFERRED_AFTER), FAR
    )
    stays = transferred == FAR
    marked = np.where(
        second & ~chance(rng, count, dirt.duplicate_not_marked), _after(rng, registered, MARKED_AFTER), FAR
    )
    return Cases(
        person=person,
        entered=when + np.where(chance(rng, count, dirt.entered_late), late, 0),
        registered=registered,
        closed=np.where(stays, closed, FAR),
        reopened=np.where(stays, reopened, FAR),
        closed_again=np.where(stays, closed_again, FAR),
        transferred=transferred,
        marked=marked,
        concern=_concerns(rng, world, dirt, person, registered),
        died=(people.leaves_by[person] == DIES) & (closed > left),
        undated=chance(rng, count, dirt.closed_without_date),
        unregistered=chance(rng, count, dirt.missing_registration_date),
    )
