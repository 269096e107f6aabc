"""Plans that answer what was found: signed with the household, of actions to be done and results to be reached."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers, chance
from simulation.clock import DAY, NEVER
from simulation.spor.assessments import Assessments, Talks
from simulation.spor.cases import Cases
from simulation.spor.codes import NOWHERE, all_actions, all_codes
from simulation.spor.dirt import SporDirt
from simulation.spor.findings import PRESENT, Findings
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
)

UNTIL_WRITTEN = 12 * DAY
SIGNED, UNTIL_SIGNED = 0.92, 6 * DAY
SHORTEST, LONGEST = 150 * DAY, 370 * DAY
ANSWERED, AGREED = 0.6, 0.45
SOONEST_DUE, LATEST_DUE = 14 * DAY, 150 * DAY
DONE, REACHED = 0.68, 0.5
EARLY, DELAY = 0.4, 60 * DAY


@dataclass(frozen=True)
class Plans:
    """One entry per plan, in the order in which they were written. Instants are UTC seconds.

    assessment: on which it rests; signed: NEVER if it never is; until: its end; open_until: when nobody can do more.
    """

    assessment: Integers
    case: Integers
    written: Integers
    signed: Integers
    until: Integers
    open_until: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.case)


@dataclass(frozen=True)
class Actions:
    """One entry per planned action, by plan.

    person: place, -1 for the household; action, vulnerability: places in the catalogues, vulnerability -1 where it is
    not told; due, done: UTC seconds.
    """

    plan: Integers
    person: Integers
    action: Integers
    vulnerability: Integers
    due: Integers
    done: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.plan)


@dataclass(frozen=True)
class Results:
    """One entry per result agreed: `reached` or not, once that is `decided` (UTC seconds)."""

    plan: Integers
    person: Integers
    vulnerability: Integers
    reached: Booleans
    decided: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.plan)


def _draw_plans(
    rng: np.random.Generator, cases: Cases, assessments: Assessments, findings: Findings, calendar: Calendar
) -> Plans:
    found = np.zeros(len(assessments), dtype=np.bool_)
    found[findings.assessment[findings.state == PRESENT]] = True
    base = np.flatnonzero(assessments.planned & found)
    count, case = len(base), assessments.case[base]
    written = assessments.stamp[base] + 600 + rng.exponential(UNTIL_WRITTEN, count).astype(np.int64)
    open_until = np.minimum(np.minimum(cases.closed[case], cases.gone[case]), calendar.taken)
    signed = written + rng.exponential(UNTIL_SIGNED, count).astype(np.int64)
    signed = np.where(chance(rng, count, SIGNED) & (signed < open_until), signed, NEVER)
    length = rng.integers(SHORTEST, LONGEST, count)
    kept = np.flatnonzero(written < open_until)
    kept = kept[np.argsort(written[kept], kind="stable")]
    base, case, written, signed = base[kept], case[kept], written[kept], signed[kept]
    entry = Entry(calendar.number(written), np.full(len(base), LATER))
    return Plans(
        assessment=base,
        case=case,
        written=written,
        signed=signed,
        until=np.where(signed < NEVER, written + length[kept], NEVER),
        open_until=open_until[kept],
        entry=entry.under(cases.entry.take(case), assessments.entry.take(base)),
    )


def _answered(plans: Plans, assessments: Assessments, findings: Findings) -> tuple[Integers, Integers]:
    """Give what plans can answer: place of the plan, place of the finding, by plan."""
    plan_of = np.full(len(assessments), -1)
    plan_of[plans.assessment] = np.arange(len(plans))
    known = (findings.state == PRESENT) & (findings.code < len(all_codes().code))
    found = np.flatnonzero(known & (plan_of[findings.assessment] >= 0))
    found = found[np.argsort(plan_of[findings.assessment[found]], kind="stable")]
    return plan_of[findings.assessment[found]], found


def draw_plans(
    rng: np.random.Generator,
    cases: Cases,
    assessments: Assessments,
    talks: Talks,
    findings: Findings,
    calendar: Calendar,
    dirt: SporDirt,
) -> tuple[Plans, Actions, Results]:
    """Plan, do, and look whether it helped."""
    plans = _draw_plans(rng, cases, assessments, findings, calendar)
    plan, found = _answered(plans, assessments, findings)
    person = np.append(talks.person, -1)[findings.talk[found]]
    code, count = findings.code[found], len(found)
    action = all_actions().answer(rng, code)
    answered = np.flatnonzero(chance(rng, count, ANSWERED) & (action != NOWHERE))
    agreed = np.flatnonzero(chance(rng, count, AGREED))
    return (
        plans,
        _draw_actions(
            rng, plans, plan[answered], person[answered], action[answered], code[answered], calendar, dirt
        ),
        _draw_results(rng, plans, plan[agreed], person[agreed], code[agreed], calendar, dirt),
    )


def _forgotten(rng: np.random.Generator, code: Integers, dirt: SporDirt) -> Integers:
    return np.where(chance(rng, len(code), dirt.without_vulnerability), -1, code)


def _draw_actions(
    rng: np.random.Generator,
    plans: Plans,
    plan: Integers,
    person: Integers,
    action: Integers,
    code: Integers,
    calendar: Calendar,
    dirt: SporDirt,
) -> Actions:
    count, written, signed = len(plan), plans.written[plan], plans.signed[plan]
    due = written + rng.integers(SOONEST_DUE, LATEST_DUE, count)
    before = (signed < NEVER) & (signed < due) & chance(rng, count, EARLY)
    start = np.where(before, signed, due)
    length = np.where(before, due - start, DELAY)
    done = start + (rng.random(count) * length).astype(np.int64)
    held = chance(rng, count, DONE) & (signed < done) & (done < plans.open_until[plan])
    return Actions(
        plan=plan,
        person=person,
        action=action,
        vulnerability=_forgotten(rng, code, dirt),
        due=due,
        done=np.where(held, done, NEVER),
        entry=Entry(calendar.number(written), np.full(count, LATER)).under(plans.entry.take(plan)),
    )


def _draw_results(
    rng: np.random.Generator,
    plans: Plans,
    plan: Integers,
    person: Integers,
    code: Integers,
    calendar: Calendar,
    dirt: SporDirt,
) -> Results:
    count, signed, until = len(plan), plans.signed[plan], plans.until[plan]
    agreed = signed < NEVER
    reached = chance(rng, count, REACHED)
    begun, length = np.where(agreed, signed, 0), np.where(agreed, until - np.where(agreed, signed, until), 0)
    soon = begun + (rng.random(count) * np.maximum(length, 0)).astype(np.int64)
    decided = np.where(reached, soon, until)
    held = agreed & (decided < plans.open_until[plan])
    return Results(
        plan=plan,
        person=person,
        vulnerability=_forgotten(rng, code, dirt),
        reached=reached,
        decided=np.where(held, decided, NEVER),
        entry=Entry(calendar.number(plans.written[plan]), np.full(count, LATER)).under(
            plans.entry.take(plan)
        ),
    )


def plan_tables(plans: Plans, actions: Actions, results: Results, calendar: Calendar) -> dict[str, Table]:
    """Tables `plans`, `planned_actions` and `results`."""
    signing = calendar.number(plans.signed)
    days = empty_column(len(plans), pl.Date())
    plan_columns = {
        "household_id": references(plans.case),
        "assessment_id": references(plans.assessment),
        "signed_on": days,
        "until_on": days,
    }
    codes = all_codes().code
    action_columns = {
        "plan_id": references(actions.plan),
        "person_id": references(actions.person),
        "action": choices(actions.action, all_actions().code),
        "vulnerability": choices(actions.vulnerability, codes),
        "due_on": dates(actions.due),
        "done_on": empty_column(len(actions), pl.Date()),
    }
    result_columns = {
        "plan_id": references(results.plan),
        "person_id": references(results.person),
        "vulnerability": choices(results.vulnerability, codes),
        "agreed_on": empty_column(len(results), pl.Date()),
        "reached": empty_column(len(results), pl.Int8()),
        "reached_on": empty_column(len(results), pl.Date()),
    }
    signed = Change(signing, {"signed_on": dates(plans.signed), "until_on": dates(plans.until)})
    done = Change(calendar.number(actions.done), {"done_on": dates(actions.done)})
    agreed = Change(signing[results.plan], {"agreed_on": dates(plans.signed[results.plan])})
    reached_on = dates(np.where(results.reached, results.decided, NEVER))
    told = {"reached": pl.Series(results.reached).cast(pl.Int8), "reached_on": reached_on}
    return {
        "plans": Table(plan_columns, plans.entry, (signed,)),
        "planned_actions": Table(action_columns, actions.entry, (done,)),
        "results": Table(
            result_columns, results.entry, (agreed, Change(calendar.number(results.decided), told))
        ),
    }
