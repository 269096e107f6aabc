"""How much work a right warehouse must hold for a delivery: counted from what was drawn, not from what was written.

By measure: `households_in_evidence` and `people_in_evidence` at the quarter's end; what happened within the quarter, in
Bucharest: `plans_signed`, `actions_done`, `results_reached`, `services_started` (all) and `services_referred` of them,
`visits`, `notifications`, `activities`; `fte_<profession>`: full-time equivalents at the quarter's end, a share that is
not told counting nothing. What a household does stands at its place, the others at the UAT of their own.
"""

import numpy as np
import polars as pl

from simulation.arrays import Floats, Integers
from simulation.clock import NEVER, end_of, start_of
from simulation.spor.history import History
from simulation.spor.services import REFERRED
from simulation.spor.staff import PROFESSIONS, QUARTERS_OF_A_DAY
from simulation.spor.standing import (
    cases_in_evidence,
    levels,
    persons_in_evidence,
    place_of_cases,
    place_of_persons,
)
from simulation.spor.standing import places as number_of_places
from simulation.spor.truth import KEYS


def _events(history: History, at: int, places: Integers) -> dict[str, tuple[Integers, Integers]]:
    """Give, by measure, what happens: the place and the instant of each (UTC seconds, NEVER where it does not)."""
    plans, actions, results, visits = history.plans, history.actions, history.results, history.visits
    services, notifications, activities = history.services, history.notifications, history.activities
    reached = np.where(results.reached, results.decided, NEVER)
    referred = np.where(services.mode == REFERRED, services.started, NEVER)
    events = {
        "plans_signed": (places[plans.case], plans.signed, plans.entry),
        "actions_done": (places[plans.case[actions.plan]], actions.done, actions.entry),
        "results_reached": (places[plans.case[results.plan]], reached, results.entry),
        "visits": (places[visits.case], visits.visited, visits.entry),
        "services_started": (places[services.case], services.started, services.entry),
        "services_referred": (places[services.case], referred, services.entry),
        "notifications": (notifications.uat + 1, notifications.received, notifications.entry),
        "activities": (activities.uat + 1, activities.held, activities.entry),
    }
    return {
        measure: (place, np.where(entry.stands(at), when, NEVER))
        for measure, (place, when, entry) in events.items()
    }


def _full_time(history: History, at: int, turn: int) -> dict[str, Integers | Floats]:
    """Count full-time equivalents at the end of a quarter, by profession and place."""
    staff = history.staff
    there = staff.members.stands(at) & (staff.member_since < turn) & (staff.member_until >= turn)
    place, profession = staff.uat[staff.member_team] + 1, staff.profession[staff.member_worker]
    share = np.maximum(staff.member_quarters, 0) / QUARTERS_OF_A_DAY[0]
    counted: dict[str, Integers | Floats] = {}
    for number, name in enumerate(PROFESSIONS):
        of_it = there & (profession == number)
        counted[f"fte_{name}"] = np.bincount(place[of_it], share[of_it], minlength=number_of_places(history))
    return counted


def _measures(history: History, at: int, period: str) -> dict[str, Integers | Floats]:
    """Count one quarter's measures by place."""
    turn, minlength, places = end_of(period), number_of_places(history), place_of_cases(history, at)
    households = places[cases_in_evidence(history, at, turn)]
    people = place_of_persons(history, at, turn)[persons_in_evidence(history, at, turn)]
    measures: dict[str, Integers | Floats] = {
        "households_in_evidence": np.bincount(households, minlength=minlength),
        "people_in_evidence": np.bincount(people, minlength=minlength),
    }
    for measure, (place, when) in _events(history, at, places).items():
        within = (when >= start_of(period)) & (when < turn)
        measures[measure] = np.bincount(place[within], minlength=minlength)
    return measures | _full_time(history, at, turn)


def count_work(history: History, at: int) -> pl.DataFrame:
    """Count all quarters up to the delivery number `at`, as that delivery shows them; only counts above 0 have a row.

    Gives period, geo_level, geo_code, measure, count (a fraction for full-time equivalents).
    """
    rows = []
    for period in history.calendar.quarters[: at + 1]:
        for measure, counts in _measures(history, at, period).items():
            for level, names, count in levels(history, counts):
                labels = {"period": pl.lit(period), "geo_level": pl.lit(level), "measure": pl.lit(measure)}
                frame = pl.DataFrame({"geo_code": names, "count": count.astype(np.float64)})
                rows.append(frame.filter(pl.col("count") > 0).with_columns(**labels))
    return pl.concat(rows).select(*KEYS, "measure", "count").sort(*KEYS, "measure")
