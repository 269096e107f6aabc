"""How teams hear of households, and go to see them: notifications and visits."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.amc.records import near_turn
from simulation.arrays import Booleans, Integers, chance
from simulation.clock import DAY, NEVER
from simulation.spor.assessments import Assessments
from simulation.spor.cases import Cases
from simulation.spor.dirt import SporDirt
from simulation.spor.draws import pick
from simulation.spor.plans import Plans
from simulation.spor.staff import PROFESSIONS, Staff
from simulation.spor.timeline import (
    Calendar,
    Change,
    Entry,
    Table,
    choices,
    empty_column,
    instants,
    references,
    strikes,
)
from simulation.world import World

CHANNELS = ("self", "neighbour", "institution", "phone", "other")
CHANNEL_SHARES = (0.35, 0.2, 0.3, 0.12, 0.03)
PLACES = ("home", "office", "centre")
PLACE_SHARES = (0.82, 0.13, 0.05)
HOUR = 3600
NOTIFIED_FIRST = 0.3
NOTIFIED_LATER = 0.12
UNFOUNDED_A_QUARTER = 2.0
A_QUARTER = 91 * DAY
WITHIN_72_HOURS = 0.86
LONGEST_WAIT = 400 * HOUR
NOT_TOLD = 0.02
VISITS_A_PLAN = 3.5
BEFORE_ASSESSING = 1800
WHO_VISITS = (0.55, 0.3, 0.03, 0.04, 0.05, 0.03)
SHORTEST_VISIT, LONGEST_VISIT = 15, 120


@dataclass(frozen=True)
class Notifications:
    """One entry per notification, in the order received: case (-1: unknown), uat (place in the county), when."""

    case: Integers
    uat: Integers
    received: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.case)


@dataclass(frozen=True)
class Visits:
    """One entry per visit; worker and notification are places, -1 without; struck_at: UTC seconds, else NEVER."""

    case: Integers
    worker: Integers
    notification: Integers
    visited: Integers
    struck_at: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.case)


def until_visit(rng: np.random.Generator, count: int) -> Integers:
    """Draw how long it takes until somebody comes: within 72 hours, mostly."""
    soon = chance(rng, count, WITHIN_72_HOURS)
    return np.where(soon, rng.integers(HOUR, 70 * HOUR, count), rng.integers(73 * HOUR, LONGEST_WAIT, count))


def draw_notifications(
    rng: np.random.Generator, world: World, cases: Cases, staff: Staff, calendar: Calendar, dirt: SporDirt
) -> tuple[Notifications, Integers]:
    """Notify teams of households; gives, by notification, when somebody comes to see the household, else NEVER."""
    count = len(cases)
    first = cases.registered - until_visit(rng, count)
    uat = world.households.uat[cases.homes[:, 0]]
    known = np.flatnonzero(chance(rng, count, NOTIFIED_FIRST) & (first >= world.joined[uat]))
    open_until = np.minimum(np.minimum(cases.closed, cases.gone), calendar.taken)
    again = np.flatnonzero(chance(rng, count, NOTIFIED_LATER))
    in_time = np.minimum(np.minimum(cases.closed, cases.gone) - LONGEST_WAIT, calendar.taken)
    again = again[cases.registered[again] < in_time[again]]
    span = in_time[again] - cases.registered[again]
    later = cases.registered[again] + 1 + (rng.random(len(again)) * span).astype(np.int64)
    seen = later + until_visit(rng, len(again))
    seen = np.where((seen < open_until[again]) & ~chance(rng, len(again), dirt.unanswered), seen, NEVER)
    ends = np.minimum(staff.ended, calendar.taken)
    times = rng.poisson(UNFOUNDED_A_QUARTER * (ends - staff.formed) / A_QUARTER)
    team = np.repeat(np.arange(len(times)), times)
    unknown = staff.formed[team] + (rng.random(len(team)) * (ends - staff.formed)[team]).astype(np.int64)
    case = np.concatenate([known, again, np.full(len(team), -1)])
    received = np.concatenate([first[known], later, unknown])
    visited = np.concatenate([cases.registered[known], seen, np.full(len(team), NEVER)])
    place = np.concatenate([uat[known], world.households.uat[cases.home_at(again, later)], staff.uat[team]])
    order = np.argsort(received, kind="stable")
    entry = calendar.entry(rng, received[order], early=dirt.after_period)
    return Notifications(case[order], place[order], received[order], entry), visited[order]


def notifications_table(
    rng: np.random.Generator, world: World, cases: Cases, notifications: Notifications
) -> Table:
    """Table `notifications`: the household is told once it is registered."""
    count = len(notifications)
    channel = pick(rng, count, CHANNEL_SHARES)
    columns = {
        "household_id": empty_column(count, pl.Int64()),
        "uat": pl.Series(world.county.uats[notifications.uat]),
        "received_at": instants(notifications.received),
        "channel": choices(np.where(chance(rng, count, NOT_TOLD), -1, channel), CHANNELS),
    }
    told = Change(
        cases.entry.take(notifications.case).known, {"household_id": references(notifications.case)}
    )
    return Table(columns, notifications.entry, (told,))


def _follow_ups(rng: np.random.Generator, plans: Plans) -> tuple[Integers, Integers]:
    """Draw visits while plans run: case, when."""
    ends = np.minimum(plans.until, plans.open_until)
    runs = np.where(
        plans.signed < NEVER, np.maximum(ends - np.where(plans.signed < NEVER, plans.signed, 0), 0), 0
    )
    plan = np.repeat(np.arange(len(plans)), rng.poisson(VISITS_A_PLAN, len(plans)) * (runs > 0))
    return plans.case[plan], plans.signed[plan] + (rng.random(len(plan)) * runs[plan]).astype(np.int64)


def draw_visits(
    rng: np.random.Generator,
    world: World,
    cases: Cases,
    assessments: Assessments,
    plans: Plans,
    notifications: Notifications,
    seen: Integers,
    staff: Staff,
    calendar: Calendar,
    dirt: SporDirt,
) -> Visits:
    """Visit: at registration, after notifications (`seen` is when), to assess, while plans run.

    Some visits are entered twice and struck later.
    """
    of_first = np.full(len(cases), -1)
    came = np.flatnonzero(seen < NEVER)
    at_registration = seen[came] == cases.registered[notifications.case[came]]
    of_first[notifications.case[came[at_registration]]] = came[at_registration]
    came = came[~at_registration]
    to_assess = np.maximum(
        assessments.stamp - rng.integers(0, BEFORE_ASSESSING, len(assessments)),
        cases.registered[assessments.case],
    )
    follow_case, follow = _follow_ups(rng, plans)
    moved = near_turn(rng, follow, chance(rng, len(follow), dirt.near_turn), world.horizon.turns)
    follow = np.where(moved < calendar.taken, moved, follow)
    case = np.concatenate([np.arange(len(cases)), notifications.case[came], assessments.case, follow_case])
    visited = np.concatenate([cases.registered, seen[came], to_assess, follow])
    none = np.full(len(assessments) + len(follow), -1)
    notification = np.concatenate([of_first, came, none])
    twice = np.flatnonzero(chance(rng, len(case), dirt.visit_struck))
    wrong = np.append(np.zeros(len(case), dtype=np.bool_), np.ones(len(twice), dtype=np.bool_))
    case, visited, notification = (np.append(part, part[twice]) for part in (case, visited, notification))
    order = np.argsort(visited, kind="stable")
    case, visited, notification, wrong = case[order], visited[order], notification[order], wrong[order]
    uat = world.households.uat[cases.home_at(case, visited)]
    profession = pick(rng, len(case), WHO_VISITS)
    worker = staff.at_work(uat, profession, visited)
    social = staff.at_work(uat, np.full(len(case), PROFESSIONS.index("social_worker")), visited)
    worker = np.where(worker < 0, social, worker)
    struck_at = strikes(rng, wrong, visited)
    entry = calendar.entry(rng, visited, early=dirt.after_period, late=dirt.entered_late)
    entry = entry.under(
        cases.entry.take(case), notifications.entry.take(notification), staff.workers.take(worker)
    ).until(calendar.number(struck_at))
    return Visits(case, worker, notification, visited, struck_at, entry)


def visits_table(rng: np.random.Generator, visits: Visits) -> Table:
    """Table `visits`."""
    count = len(visits)
    place = pick(rng, count, PLACE_SHARES)
    told: Booleans = ~chance(rng, count, NOT_TOLD)
    minutes = rng.integers(SHORTEST_VISIT // 5, LONGEST_VISIT // 5, count) * 5
    columns = {
        "household_id": references(visits.case),
        "worker_id": references(visits.worker),
        "notification_id": references(visits.notification),
        "visited_at": instants(visits.visited),
        "place": choices(place, PLACES),
        "minutes": pl.Series(minutes).set(pl.Series(~told), None),
    }
    return Table(columns, visits.entry, struck_at=visits.struck_at)
