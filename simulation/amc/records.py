"""Who of a county's people stands in AMC's database, since when, until when, and with what locality."""

from dataclasses import dataclass

import numpy as np

from simulation.amc.dirt import Dirt
from simulation.arrays import Booleans, Integers, chance
from simulation.clock import DAY, NEVER, midnight_utc
from simulation.world import Horizon, World

SAME_VISIT = 0.7
LATER_BY = 60 * DAY
NEWBORN_IS_SEEN_AFTER = 5 * DAY
NOTED_AFTER = 25 * DAY
WINDOW = 7 * DAY // 48
AT_THE_TURN = 0.1
#: of households: seen in the first months, in which a nurse gets to know her villages
SEEN_EARLY, EARLY = 0.25, 180 * DAY


@dataclass(frozen=True)
class Records:
    """One entry per record; its id is its place + 1.

    person: place in the world's people; created, removed: UTC seconds (removed: NEVER while it is kept);
    without_locality: the record tells none; uat_as_locality: it tells the UAT in place of the village.
    """

    person: Integers
    created: Integers
    removed: Integers
    occasional: Booleans
    inactive: Booleans
    without_locality: Booleans
    uat_as_locality: Booleans

    def __len__(self) -> int:
        return len(self.person)

    def spell(self, world: World, at: int) -> Integers:
        """Give the spell (place in the world's memberships) that each record tells of before an instant.

        A removed record is not changed any more.
        """
        told = np.maximum(self.created, np.minimum(self.removed, at - 1))
        return world.spell_at(self.person, told)


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


def _first_seen(rng: np.random.Generator, world: World, seen: float) -> tuple[Integers, Integers]:
    """Visit households: the people whom a nurse meets there, and when she first does (UTC seconds)."""
    households, spells, end = world.households, world.memberships, world.horizon.end
    stands = np.minimum(households.dissolved, end) - households.formed
    within = np.where(chance(rng, len(households), SEEN_EARLY), np.minimum(stands, EARLY), stands)
    visit = households.formed + (rng.random(len(households)) * within).astype(np.int64)
    visit = np.where(chance(rng, len(households), seen), visit, NEVER)
    met = np.maximum(spells.joined, visit[spells.household])
    meeting = np.flatnonzero(met < np.minimum(spells.left, end))
    person, first = np.unique(spells.person[meeting], return_index=True)
    return person, met[meeting][first]


def _created(
    rng: np.random.Generator, world: World, person: Integers, visited: Integers, dirt: Dirt
) -> Integers:
    count, horizon, leaves = len(person), world.horizon, world.people.leaves[person]
    last = np.minimum(horizon.end, leaves)
    delay = np.where(
        chance(rng, count, SAME_VISIT), rng.integers(0, 3600, count), rng.exponential(LATER_BY, count)
    )
    created = visited + delay.astype(np.int64)
    in_time = visited + (rng.random(count) * (last - visited)).astype(np.int64)
    created = np.where(created < last, created, in_time)
    seen_newborn = np.minimum(world.people.born[person] * DAY + NEWBORN_IS_SEEN_AFTER, last - 1)
    created = np.maximum(created, seen_newborn)
    at_turn = near_turn(rng, created, chance(rng, count, dirt.created_near_turn), horizon.turns)
    created = np.where(at_turn < leaves, at_turn, created)
    after = rng.integers(horizon.end, horizon.taken, count)
    return np.where(chance(rng, count, dirt.created_after_period) & (leaves == NEVER), after, created)


def _removed(
    rng: np.random.Generator, created: Integers, leaves: Integers, horizon: Horizon, dirt: Dirt
) -> Integers:
    """Draw when records are removed: mostly soon after a death or departure, of some others for other reasons."""
    count = len(created)
    late = chance(rng, count, dirt.removed_after_period) | (created >= horizon.end)
    first = np.where(late, np.maximum(created, horizon.end), created)
    last = np.where(late, horizon.taken, horizon.end)
    for_other_reasons = first + (rng.random(count) * (last - first)).astype(np.int64)
    gone = leaves < NEVER
    noted = np.where(gone, leaves, 0) + rng.exponential(NOTED_AFTER, count).astype(np.int64)
    removed = np.where(gone, noted, for_other_reasons)
    removed = near_turn(rng, removed, chance(rng, count, dirt.removed_near_turn), horizon.turns)
    is_removed = np.where(gone, ~chance(rng, count, dirt.removal_not_noted), chance(rng, count, dirt.removed))
    return np.where(is_removed & (removed < horizon.taken), removed, NEVER)


def draw_records(rng: np.random.Generator, world: World, dirt: Dirt, seen: float = 1) -> Records:
    """Register a county's people: most with their household, some later, some only in passing.

    `seen` is the share of households that a nurse visits at all; people who move out of one stay registered.
    """
    person, visited = _first_seen(rng, world, seen)
    count = len(person)
    created = _created(rng, world, person, visited, dirt)
    occasional = chance(rng, count, dirt.occasional)
    leaves = world.people.leaves[person]
    removed = np.where(occasional, NEVER, _removed(rng, created, leaves, world.horizon, dirt))
    return Records(
        person=person,
        created=created,
        removed=removed,
        occasional=occasional,
        inactive=chance(rng, count, dirt.inactive) & ~occasional & (removed == NEVER),
        without_locality=chance(rng, count, dirt.without_locality),
        uat_as_locality=chance(rng, count, dirt.uat_as_locality),
    )
