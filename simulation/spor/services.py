"""What is done for households: services, direct or by referral, and community activities; and whether they please."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Integers, chance
from simulation.clock import DAY, NEVER
from simulation.spor.cases import RESOLVED, Cases
from simulation.spor.codes import DIMENSIONS, all_actions
from simulation.spor.dirt import SporDirt
from simulation.spor.draws import pick
from simulation.spor.plans import Actions, Plans
from simulation.spor.staff import PROFESSIONS, Staff
from simulation.spor.timeline import (
    LATER,
    Calendar,
    Change,
    Entry,
    Table,
    choices,
    dates,
    empty_column,
    references,
    strikes,
)
from simulation.world import World

MODES = ("direct", "referred")
DIRECT, REFERRED = range(2)
PROVIDERS = ("team", "public", "private", "ngo", "other")
REFERRED_TO = (0.0, 0.62, 0.14, 0.19, 0.05)
OUTCOMES = ("delivered", "refused", "not_available", "abandoned")
FAILURES = (0.0, 0.35, 0.4, 0.25)
IS_REFERRED = 0.42
IF_DONE, IF_NOT_DONE = 0.9, 0.45
UNTIL_DONE = 35 * DAY
WITHOUT_PLAN, WITHOUT_ACTION = 0.25, 0.1
GIVEN_UP, USUAL_LENGTH = 0.7, 60 * DAY
ACTIVITY_KINDS = ("information", "group", "screening", "training", "event", "other")
ACTIVITIES_A_QUARTER, A_QUARTER = 2.5, 91 * DAY
ASKED_AT_CLOSING, ASKED_AFTER_PLAN, UNTIL_ASKED = 0.35, 0.12, 20 * DAY
SCORES = (0.04, 0.07, 0.19, 0.38, 0.32)


@dataclass(frozen=True)
class Services:
    """One entry per service, by start: case, person, planned (planned action), worker, action are places, -1 without.

    started, ended (NEVER while it lasts), struck_at: UTC seconds; mode, provider, outcome: places in the lists above.
    """

    case: Integers
    person: Integers
    planned: Integers
    worker: Integers
    action: Integers
    mode: Integers
    started: Integers
    ended: Integers
    outcome: Integers
    struck_at: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.case)


@dataclass(frozen=True)
class Activities:
    """One entry per activity, in order of time: uat and worker (places, worker -1 without one), held (UTC seconds)."""

    uat: Integers
    worker: Integers
    held: Integers
    entry: Entry


@dataclass(frozen=True)
class Satisfaction:
    """One entry per household asked: case, asked (UTC seconds)."""

    case: Integers
    asked: Integers
    entry: Entry


def _planned(
    rng: np.random.Generator, plans: Plans, actions: Actions
) -> tuple[Integers, Integers, Integers, Integers]:
    """Draw services that planned actions lead to: planned action, started, ended, outcome."""
    count = len(actions)
    signed, is_done = plans.signed[actions.plan], actions.done < NEVER
    before = (rng.random(count) * UNTIL_DONE).astype(np.int64)
    started = np.where(
        is_done, np.maximum(np.where(is_done, actions.done, 0) - before, signed), actions.due - before
    )
    open_until = plans.open_until[actions.plan]
    held = (signed < NEVER) & (started >= signed) & (started < open_until)
    held &= rng.random(count) < np.where(is_done, IF_DONE, IF_NOT_DONE)
    later = started + rng.exponential(USUAL_LENGTH, count).astype(np.int64)
    given_up = np.where(chance(rng, count, GIVEN_UP) & (later < open_until), later, NEVER)
    outcome = np.where(is_done, 0, pick(rng, count, FAILURES))
    place = np.flatnonzero(held)
    return place, started[place], np.where(is_done, actions.done, given_up)[place], outcome[place]


def draw_services(
    rng: np.random.Generator,
    world: World,
    cases: Cases,
    plans: Plans,
    actions: Actions,
    staff: Staff,
    calendar: Calendar,
    dirt: SporDirt,
) -> Services:
    """Serve: most as planned, some at once; some services are entered twice and struck later."""
    planned, started, ended, outcome = _planned(rng, plans, actions)
    open_until = np.minimum(np.minimum(cases.closed, cases.gone), calendar.taken)
    at_once = np.flatnonzero(chance(rng, len(cases), WITHOUT_PLAN))
    span = np.maximum(open_until - cases.registered, 1)[at_once]
    soon = cases.registered[at_once] + (rng.random(len(at_once)) * span).astype(np.int64)
    over = soon + rng.integers(0, 20 * DAY, len(at_once))
    catalogue = all_actions()
    some = np.where(
        chance(rng, len(at_once), WITHOUT_ACTION), -1, rng.integers(0, len(catalogue.code), len(at_once))
    )
    nothing = np.full(len(at_once), -1)
    case = np.append(plans.case[actions.plan[planned]], at_once)
    parts = {
        "case": case,
        "person": np.append(actions.person[planned], nothing),
        "planned": np.append(planned, nothing),
        "action": np.append(actions.action[planned], some),
        "started": np.append(started, soon),
        "ended": np.append(ended, np.where(over < open_until[at_once], over, NEVER)),
        "outcome": np.append(outcome, np.zeros(len(at_once), dtype=np.int64)),
        "mode": (chance(rng, len(case), IS_REFERRED) * REFERRED).astype(np.int64),
    }
    twice = np.flatnonzero(chance(rng, len(case), dirt.service_struck))
    wrong = np.append(np.zeros(len(case), dtype=np.bool_), np.ones(len(twice), dtype=np.bool_))
    parts = {name: np.append(part, part[twice]) for name, part in parts.items()}
    order = np.argsort(parts["started"], kind="stable")
    parts = {name: part[order] for name, part in parts.items()}
    professions = np.array([PROFESSIONS.index(name) for name in catalogue.profession] + [0])
    uat = world.households.uat[cases.home_at(parts["case"], parts["started"])]
    worker = staff.at_work(uat, professions[parts["action"]], parts["started"])
    worker = np.where(parts["mode"] == DIRECT, worker, -1)
    struck_at = strikes(rng, wrong[order], parts["started"])
    entry = calendar.entry(rng, parts["started"], early=dirt.after_period)
    entry = entry.under(
        cases.entry.take(parts["case"]), actions.entry.take(parts["planned"]), staff.workers.take(worker)
    ).until(calendar.number(struck_at))
    return Services(**parts, worker=worker, struck_at=struck_at, entry=entry)


def services_table(rng: np.random.Generator, services: Services, calendar: Calendar) -> Table:
    """Table `services`: how one ended is told when it has."""
    count = len(services)
    elsewhere = pick(rng, count, REFERRED_TO)
    columns = {
        "household_id": references(services.case),
        "person_id": references(services.person),
        "planned_action_id": references(services.planned),
        "worker_id": references(services.worker),
        "action": choices(services.action, all_actions().code),
        "mode": choices(services.mode, MODES),
        "provider": choices(np.where(services.mode == DIRECT, 0, elsewhere), PROVIDERS),
        "started_on": dates(services.started),
        "ended_on": empty_column(count, pl.Date()),
        "outcome": empty_column(count, pl.String()),
    }
    ending = {"ended_on": dates(services.ended), "outcome": choices(services.outcome, OUTCOMES)}
    return Table(
        columns, services.entry, (Change(calendar.number(services.ended), ending),), services.struck_at
    )


def draw_activities(rng: np.random.Generator, staff: Staff, calendar: Calendar) -> Activities:
    """Hold activities in the UATs that have a team."""
    ends = np.minimum(staff.ended, calendar.taken)
    times = rng.poisson(ACTIVITIES_A_QUARTER * (ends - staff.formed) / A_QUARTER)
    team = np.repeat(np.arange(len(times)), times)
    held = staff.formed[team] + (rng.random(len(team)) * (ends - staff.formed)[team]).astype(np.int64)
    order = np.argsort(held, kind="stable")
    held, uat = held[order], staff.uat[team[order]]
    worker = staff.at_work(uat, rng.integers(0, len(PROFESSIONS), len(uat)), held)
    entry = Entry(calendar.number(held), np.full(len(held), LATER)).under(staff.workers.take(worker))
    return Activities(uat, worker, held, entry)


def activities_table(rng: np.random.Generator, world: World, activities: Activities) -> Table:
    """Table `activities`."""
    count = len(activities.uat)
    participants = rng.integers(3, 90, count)
    columns = {
        "uat": pl.Series(world.county.uats[activities.uat]),
        "worker_id": references(activities.worker),
        "held_on": dates(activities.held),
        "kind": choices(rng.integers(0, len(ACTIVITY_KINDS), count), ACTIVITY_KINDS),
        "dimension": choices(rng.integers(-1, len(DIMENSIONS), count), DIMENSIONS),
        "participants": pl.Series(participants),
        "children": pl.Series((participants * rng.random(count)).astype(np.int64)),
    }
    return Table(columns, activities.entry)


def draw_satisfaction(
    rng: np.random.Generator, cases: Cases, plans: Plans, calendar: Calendar
) -> Satisfaction:
    """Ask some households, after their plan has ended or their case was closed as resolved."""
    closed = (cases.reason == RESOLVED) & (cases.closed < NEVER) & chance(rng, len(cases), ASKED_AT_CLOSING)
    ended = (plans.until < plans.open_until) & chance(rng, len(plans), ASKED_AFTER_PLAN)
    case = np.append(np.flatnonzero(closed), plans.case[ended])
    asked = np.append(cases.closed[closed], plans.until[ended]) + rng.integers(0, UNTIL_ASKED, len(case))
    order = np.argsort(asked, kind="stable")
    entry = Entry(calendar.number(asked[order]), np.full(len(case), LATER))
    return Satisfaction(case[order], asked[order], entry.under(cases.entry.take(case[order])))


def satisfaction_table(rng: np.random.Generator, satisfaction: Satisfaction) -> Table:
    """Table `satisfaction`."""
    score = pick(rng, len(satisfaction.case), SCORES) + 1
    columns = {
        "household_id": references(satisfaction.case),
        "asked_on": dates(satisfaction.asked),
        "score": pl.Series(score),
    }
    return Table(columns, satisfaction.entry)
