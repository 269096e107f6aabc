"""What was drawn of the teams' work, row by row, as the newest delivery can know of it: see `drawn`."""

from pathlib import Path

import numpy as np
import polars as pl

from simulation.arrays import Integers
from simulation.clock import NEVER
from simulation.spor.codes import all_actions, all_codes
from simulation.spor.drawn import Drawn, Rows, assessment_rows, people_rows, plan_rows
from simulation.spor.history import History
from simulation.spor.services import MODES, OUTCOMES
from simulation.spor.staff import PROFESSIONS, QUARTERS_OF_A_DAY
from simulation.spor.timeline import Table, choices, dates, instants, references


def _contacts(drawn: Drawn) -> Rows:
    """Rows `notifications`, `visits` (notification: its place), `services` (vulnerability: of the planned action)."""
    history = drawn.history
    notifications, visits, services = history.notifications, history.visits, history.services
    told = np.where(history.cases.entry.take(notifications.case).known <= drawn.at, notifications.case, -1)
    ended = drawn.known(services.ended)
    return {
        "notifications": drawn.shown(
            notifications.entry,
            notification=pl.Series(np.arange(len(notifications))),
            household_key=drawn.key(told),
            siruta=_siruta(drawn, notifications.uat),
            received_at=instants(notifications.received),
        ),
        "visits": drawn.shown(
            visits.entry,
            household_key=drawn.key(visits.case),
            notification=pl.Series(visits.notification),
            worker=pl.Series(visits.worker),
            visited_at=instants(visits.visited),
            **{name: drawn.said("visits")[name] for name in ("place", "minutes")},
        ),
        "services": drawn.shown(
            services.entry,
            household_key=drawn.key(services.case),
            record_key=drawn.key(services.person),
            worker=pl.Series(services.worker),
            action=choices(services.action, all_actions().code),
            vulnerability=choices(
                np.append(history.actions.vulnerability, -1)[services.planned], all_codes().code
            ),
            mode=choices(services.mode, MODES),
            started_on=dates(services.started),
            ended_on=dates(ended),
            outcome=choices(np.where(ended < NEVER, services.outcome, -1), OUTCOMES),
        ),
    }


def _in_places(drawn: Drawn) -> Rows:
    """Rows `activities`, `satisfaction`, `team_members` (fte: part of a full-time post, null where it is not told)."""
    history, staff = drawn.history, drawn.history.staff
    told, team = staff.member_quarters >= 0, staff.member_team
    fte = pl.Series(staff.member_quarters / QUARTERS_OF_A_DAY[0]).set(pl.Series(~told), None)
    until = np.minimum(drawn.known(staff.member_until), drawn.known(staff.ended)[team])
    return {
        "activities": drawn.shown(
            history.activities.entry,
            siruta=_siruta(drawn, history.activities.uat),
            held_on=dates(history.activities.held),
            **{name: drawn.said("activities")[name] for name in ("dimension", "participants", "children")},
        ),
        "satisfaction": drawn.shown(
            history.satisfaction.entry,
            household_key=drawn.key(history.satisfaction.case),
            asked_on=dates(history.satisfaction.asked),
            score=drawn.said("satisfaction")["score"],
        ),
        "team_members": drawn.shown(
            staff.members,
            siruta=_siruta(drawn, staff.uat[team]),
            worker=pl.Series(staff.member_worker),
            profession=choices(staff.profession[staff.member_worker], PROFESSIONS),
            joined_on=dates(np.maximum(staff.member_since, staff.formed[team])),
            left_on=dates(until),
            fte=fte,
        ),
    }


def _siruta(drawn: Drawn, uat: Integers) -> pl.Series:
    return references(drawn.history.world.county.uats[uat] - 1).cast(pl.String)


def write_drawn(history: History, tables: dict[str, Table], at: int, folder: Path) -> None:
    """Write all rows that the delivery number `at` can know of: `<folder>/<rows>-<county>.parquet`."""
    drawn = Drawn(history, tables, at)
    folder.mkdir(parents=True, exist_ok=True)
    parts = (people_rows, assessment_rows, plan_rows, _contacts, _in_places)
    for name, rows in {name: rows for part in parts for name, rows in part(drawn).items()}.items():
        rows.with_columns(county=pl.lit(history.world.county.code)).write_parquet(
            folder / f"{name}-{history.world.county.code}.parquet"
        )
