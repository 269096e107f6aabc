"""How the cases stand at the moment of an export: what a delivery shows, and what is counted in it."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Booleans, Integers
from simulation.clock import local_days
from simulation.primero.cases import FAR, Cases
from simulation.primero.facts import Facts
from simulation.world import World

OPEN, CLOSED, TRANSFERRED, DUPLICATE = range(4)


@dataclass(frozen=True)
class State:
    """One entry per case, also for those that are not shown.

    taken: when (UTC seconds); shown: places of the cases that the export holds, newest first; status: place in the
    list `status`; registration, closure: days as written, FAR without; reopened; household; uat: SIRUTA code that the
    recorded location belongs to, 0 without one; location: as written, 0 without one; concerns: cases × concerns.
    """

    taken: int
    shown: Integers
    status: Integers
    registration: Integers
    closure: Integers
    reopened: Booleans
    household: Integers
    uat: Integers
    location: Integers
    concerns: Booleans


def state_at(world: World, cases: Cases, facts: Facts, taken: int, with_closed: bool) -> State:
    """Look at a county's cases at an instant; without closed ones where Primero's own filter is left on."""
    today = int(local_days(np.array([taken]))[0])
    again, before = cases.closed_again <= today, cases.closed <= today
    reopened = cases.reopened <= today
    closed = again | (before & ~reopened)
    moved = cases.transferred <= today
    status = np.select([cases.marked <= today, moved, closed], [DUPLICATE, TRANSFERRED, CLOSED], OPEN)
    closure = np.select(
        [moved & facts.closure_when_transferred, moved | (cases.undated & closed), again, before],
        [cases.transferred, FAR, cases.closed_again, cases.closed],
        FAR,
    )
    entered = (cases.entered <= taken) & (with_closed | (status != CLOSED))
    newest_first = np.argsort(-cases.entered, kind="stable")
    household = world.household_at(cases.person, taken)
    uat = world.county.uats[world.households.uat[household]]
    village = world.households.village[household]
    known = np.where(facts.uat_as_location, uat, village)
    return State(
        taken=taken,
        shown=newest_first[entered[newest_first]],
        status=status,
        registration=np.where(cases.unregistered, FAR, cases.registered),
        closure=closure,
        reopened=reopened,
        household=household,
        uat=np.where(facts.nowhere | facts.unknown_location, 0, uat),
        location=np.select([facts.nowhere, facts.unknown_location], [0, facts.false_location], known),
        concerns=cases.concern <= today,
    )
