"""Who is in evidence where at a quarter's end, as a delivery shows it; places count from 1, NOWHERE without a UAT.

The rules are those of DESIGN.md, "Counting": a person stands at the place of the household of the spell that contains
the quarter's last day, where that household is by the newest delivery; without one in the county and the country only.
`at` is the number of that delivery, `turn` the quarter's end in UTC seconds.
"""

import numpy as np

from simulation.arrays import Booleans, Floats, Integers
from simulation.spor.cases import AS_RECORDED
from simulation.spor.history import History

COUNTRY = "RO"
NOWHERE = 0


def places(history: History) -> int:
    """Give how many places there are, NOWHERE among them."""
    return len(history.world.county.uats) + 1


def place_of_cases(history: History, at: int) -> Integers:
    """Give each household's place."""
    uat = history.world.households.uat[history.cases.home_in(history.calendar, at)]
    return np.where(history.cases.place == AS_RECORDED, uat + 1, NOWHERE)


def place_of_persons(history: History, at: int, turn: int) -> Integers:
    """Give each person's place at the end of a quarter."""
    spells = history.spells
    there = np.flatnonzero(spells.entry.stands(at) & (spells.joined < turn) & (spells.left >= turn))
    place = np.full(len(history.persons), NOWHERE)
    place[spells.person[there]] = place_of_cases(history, at)[spells.case[there]]
    return place


def persons_in_evidence(history: History, at: int, turn: int) -> Booleans:
    """Tell who was recorded before the end of a quarter, and not removed before it."""
    persons = history.persons
    return persons.entry.stands(at) & (persons.registered < turn) & (persons.removed >= turn)


def cases_in_evidence(history: History, at: int, turn: int) -> Booleans:
    """Tell which households were registered before the end of a quarter, and not closed before it."""
    cases = history.cases
    return cases.entry.stands(at) & (cases.registered < turn) & (cases.closed >= turn)


def levels(history: History, counts: Integers | Floats) -> list[tuple[str, list[str], Integers | Floats]]:
    """Add counts by place up: level, codes of the places, counts of each. The country is this county's share of it."""
    county, whole = history.world.county, counts.sum(axis=0, keepdims=True)
    uats = [str(siruta) for siruta in county.uats]
    return [("country", [COUNTRY], whole), ("county", [county.code], whole), ("uat", uats, counts[1:])]
