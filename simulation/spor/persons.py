"""The people whom teams know, and their spells in households: who was recorded when, twice, removed why."""

from dataclasses import dataclass

import numpy as np

from simulation.amc.records import near_turn
from simulation.arrays import Booleans, Integers, chance
from simulation.clock import DAY, NEVER
from simulation.spor.cases import Cases
from simulation.spor.dirt import SporDirt
from simulation.spor.timeline import LATER, Calendar, Entry, strikes
from simulation.world import World

REMOVALS = ("deceased", "moved_away", "duplicate", "other")
DECEASED, MOVED_AWAY, DUPLICATE, OTHER = range(4)
SAME_VISIT = 0.85
UNTIL_RECORDED = 45 * DAY
A_NEWBORN_IS_SEEN_AFTER = 5
UNTIL_NOTED = 12 * DAY
REMOVED_FOR_ELSE = 0.004
UNTIL_ELSE = 300 * DAY
UNTIL_TWIN = 40 * DAY
#: of people entered twice: struck later; removed as a duplicate; the others stay
STRUCK, REMOVED = 0.45, 0.4


@dataclass(frozen=True)
class Persons:
    """One entry per record of a person, in the order in which they were recorded.

    person: place in the world's people; twin: entered a second time; registered, removed: UTC seconds; reason: place in
    REMOVALS; struck_at: UTC seconds, NEVER unless the record is struck.
    """

    person: Integers
    twin: Booleans
    registered: Integers
    removed: Integers
    reason: Integers
    struck_at: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class Spells:
    """One entry per spell of a person in a household, in the order in which they were entered.

    person: place in Persons; case: place in Cases; joined, left: UTC seconds.
    """

    person: Integers
    case: Integers
    joined: Integers
    left: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class _Stays:
    """The world's spells in registered households, by person and time; moves of a household do not end them.

    begun: since when the team can know of it.
    """

    person: Integers
    case: Integers
    joined: Integers
    left: Integers
    begun: Integers

    def take(self, places: Integers) -> "_Stays":
        return _Stays(*(part[places] for part in self._parts()))

    def and_then(self, others: "_Stays") -> "_Stays":
        pairs = zip(self._parts(), others._parts(), strict=True)
        return _Stays(*(np.append(one, other) for one, other in pairs))

    def _parts(self) -> tuple[Integers, ...]:
        return self.person, self.case, self.joined, self.left, self.begun


def _stays(world: World, cases: Cases, case_of: Integers) -> _Stays:
    spells = world.memberships
    case = case_of[spells.household]
    same = (spells.person[1:] == spells.person[:-1]) & (case[1:] == case[:-1])
    goes_on = np.append(False, same & (spells.joined[1:] == spells.left[:-1]))
    first = np.flatnonzero(~goes_on)
    last = np.append(first[1:], len(case)) - 1
    whole = _Stays(
        spells.person[first], case[first], spells.joined[first], spells.left[last], spells.joined[first]
    )
    whole = whole.take(np.flatnonzero(whole.case >= 0))
    begun = np.maximum(whole.joined, cases.registered[whole.case])
    known = begun < np.minimum(whole.left, cases.closed[whole.case])
    return _Stays(whole.person, whole.case, whole.joined, whole.left, begun).take(np.flatnonzero(known))


def _recorded(
    rng: np.random.Generator, world: World, stays: _Stays, calendar: Calendar, dirt: SporDirt
) -> Integers:
    """Draw when each of the world's people is recorded: in the first spell in which they are met, else NEVER."""
    count = len(stays.person)
    at_once = chance(rng, count, SAME_VISIT)
    delay = np.where(at_once, rng.integers(0, 3000, count), rng.exponential(UNTIL_RECORDED, count)).astype(
        np.int64
    )
    born = (world.people.born[stays.person] + A_NEWBORN_IS_SEEN_AFTER) * DAY
    met = np.maximum(stays.begun + delay, born)
    met = near_turn(rng, met, chance(rng, count, dirt.near_turn), world.horizon.turns)
    in_time = np.flatnonzero(met < np.minimum(stays.left, calendar.taken))
    recorded = np.full(len(world.people), NEVER)
    people, first = np.unique(stays.person[in_time], return_index=True)
    recorded[people] = met[in_time[first]]
    return recorded


def _removals(
    rng: np.random.Generator,
    world: World,
    person: Integers,
    registered: Integers,
    calendar: Calendar,
    dirt: SporDirt,
) -> tuple[Integers, Integers]:
    """Draw when and why records are removed (UTC seconds, place in REMOVALS)."""
    count = len(person)
    leaves, reason = world.people.leaves[person], np.maximum(world.people.leaves_by[person] - 1, 0)
    noted = rng.exponential(UNTIL_NOTED, count).astype(np.int64)
    removed = np.where(leaves < NEVER, np.minimum(leaves, NEVER - noted) + noted, NEVER)
    removed = near_turn(rng, removed, chance(rng, count, dirt.near_turn), world.horizon.turns)
    removed = np.where(chance(rng, count, dirt.removal_not_noted), NEVER, removed)
    other = registered + rng.exponential(UNTIL_ELSE, count).astype(np.int64)
    sooner = chance(rng, count, REMOVED_FOR_ELSE) & (other < removed)
    removed, reason = np.where(sooner, other, removed), np.where(sooner, OTHER, reason)
    return np.where(removed < calendar.taken, removed, NEVER), reason


def _twins(
    rng: np.random.Generator, first: dict[str, Integers], stays: _Stays, calendar: Calendar, dirt: SporDirt
) -> tuple[dict[str, Integers], _Stays]:
    """Enter some people a second time, in the household of their first spell; `first` are their first records."""
    spell = np.unique(stays.person, return_index=True)[1]
    count = len(spell)
    again = first["registered"] + 3600 + rng.exponential(UNTIL_TWIN, count).astype(np.int64)
    until = np.minimum(np.minimum(stays.left[spell], first["removed"]), calendar.taken)
    chosen = np.flatnonzero(chance(rng, count, dirt.entered_twice) & (again < until))
    fate, registered = rng.random(len(chosen)), again[chosen]
    noticed = strikes(rng, np.ones(len(chosen), dtype=np.bool_), registered)
    removed = np.where((fate >= STRUCK) & (fate < STRUCK + REMOVED), noticed, NEVER)
    records = {
        "person": first["person"][chosen],
        "twin": np.ones(len(chosen), dtype=np.int64),
        "registered": registered,
        "removed": np.where(removed < calendar.taken, removed, NEVER),
        "reason": np.full(len(chosen), DUPLICATE),
        "struck_at": np.where(fate < STRUCK, noticed, NEVER),
    }
    theirs = stays.take(spell[chosen])
    return records, _Stays(
        np.arange(len(chosen)) + count, theirs.case, theirs.joined, theirs.left, registered
    )


def draw_persons(
    rng: np.random.Generator,
    world: World,
    cases: Cases,
    case_of: Integers,
    calendar: Calendar,
    dirt: SporDirt,
) -> tuple[Persons, Spells]:
    """Record the people of registered households; `case_of` is given by draw_cases."""
    stays = _stays(world, cases, case_of)
    recorded = _recorded(rng, world, stays, calendar, dirt)
    person, number = np.flatnonzero(recorded < NEVER), np.cumsum(recorded < NEVER) - 1
    stays = stays.take(np.flatnonzero(recorded[stays.person] < stays.left))
    begun = np.maximum(stays.begun, recorded[stays.person])
    stays = _Stays(number[stays.person], stays.case, stays.joined, stays.left, begun)
    removed, reason = _removals(rng, world, person, recorded[person], calendar, dirt)
    first = {
        "person": person,
        "twin": np.zeros(len(person), dtype=np.int64),
        "registered": recorded[person],
        "removed": removed,
        "reason": reason,
        "struck_at": np.full(len(person), NEVER),
    }
    second, again = _twins(rng, first, stays, calendar, dirt)
    both = {name: np.append(part, second[name]) for name, part in first.items()}
    order = np.argsort(both["registered"], kind="stable")
    both = {name: part[order] for name, part in both.items()}
    entry = calendar.entry(rng, both["registered"], early=dirt.after_period)
    persons = Persons(
        person=both["person"],
        twin=both["twin"] == 1,
        registered=both["registered"],
        removed=both["removed"],
        reason=both["reason"],
        struck_at=both["struck_at"],
        entry=entry.until(calendar.number(both["struck_at"])),
    )
    return persons, _entered(stays.and_then(again), np.argsort(order), persons, cases, calendar)


def _entered(stays: _Stays, place: Integers, persons: Persons, cases: Cases, calendar: Calendar) -> Spells:
    """Put spells in the order in which they were entered; `place`: where in Persons the person of each number is."""
    stays = stays.take(np.argsort(stays.begun, kind="stable"))
    person = place[stays.person]
    entry = Entry(calendar.number(stays.begun), np.full(len(person), LATER))
    entry = entry.under(persons.entry.take(person), cases.entry.take(stays.case))
    return Spells(person, stays.case, stays.joined, stays.left, entry)
