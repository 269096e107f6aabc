"""Teams by UAT, and who works in them: some are incomplete, some people leave, some work half days or in two places."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Integers, chance, one_of
from simulation.clock import DAY, NEVER
from simulation.names import MEN, SURNAMES, WOMEN
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
from simulation.world import World

PROFESSIONS = (
    "social_worker",
    "community_nurse",
    "school_counsellor",
    "school_mediator",
    "health_mediator",
    "facilitator",
)
#: share of teams that have one; a second post of a profession stands twice
POSTS = ((0, 1.0), (0, 0.35), (1, 0.9), (2, 0.65), (3, 0.4), (4, 0.5), (5, 0.75))
HOLDERS = 3
USUAL_STAY = 1100 * DAY
USUAL_GAP = 90 * DAY
NEVER_FILLED_AGAIN = 0.3
UNTIL_HIRED = 60 * DAY
QUARTERS_OF_A_DAY = (4, 2, 1)
SHARES = (0.78, 0.17, 0.05)
NOT_TOLD = 3
FTE_NOT_TOLD = 0.005
IN_TWO_PLACES = 0.4
DISSOLVED = 0.04
UNTIL_NEXT_TEAM = 30 * DAY
BITS_OF_TIME = 32
WOMEN_AMONG_THEM = 0.9


@dataclass(frozen=True)
class Staff:
    """Teams (uat: place in the county; formed, ended), workers (profession) and their spells in teams.

    Instants are UTC seconds. member_quarters: how many quarters of a full day a spell's worker works there, -1 where
    it is not told; all are in the order of their ids.
    """

    uat: Integers
    formed: Integers
    ended: Integers
    profession: Integers
    member_team: Integers
    member_worker: Integers
    member_since: Integers
    member_until: Integers
    member_quarters: Integers
    teams: Entry
    workers: Entry
    members: Entry

    def at_work(self, uat: Integers, profession: Integers, when: Integers) -> Integers:
        """Give the worker of a profession who joined a UAT's team last and is there at an instant; else -1."""
        post = self.uat[self.member_team] * len(PROFESSIONS) + self.profession[self.member_worker]
        key = post << BITS_OF_TIME | self.member_since
        order = np.argsort(key, kind="stable")
        wanted = uat * len(PROFESSIONS) + profession
        found = np.searchsorted(key[order], wanted << BITS_OF_TIME | when, side="right") - 1
        member = order[np.maximum(found, 0)]
        there = (found >= 0) & (post[member] == wanted) & (when < self.member_until[member])
        return np.where(there, self.member_worker[member], -1)


def _teams(rng: np.random.Generator, world: World, calendar: Calendar) -> tuple[Integers, Integers, Integers]:
    """Draw teams (UAT, formed, ended); some UATs get a second one after the first."""
    uat = np.flatnonzero(world.joined < calendar.taken)
    formed = world.joined[uat]
    ended = formed + (rng.random(len(uat)) * (calendar.taken - formed)).astype(np.int64)
    over = chance(rng, len(uat), DISSOLVED)
    again = over & (ended + UNTIL_NEXT_TEAM < calendar.taken)
    uats, begins = np.append(uat, uat[again]), np.append(formed, ended[again] + UNTIL_NEXT_TEAM)
    ends = np.append(np.where(over, ended, NEVER), np.full(int(again.sum()), NEVER))
    order = np.argsort(begins, kind="stable")
    return uats[order], begins[order], ends[order]


def _spells(
    rng: np.random.Generator, formed: Integers, ended: Integers, taken: int
) -> tuple[Integers, Integers, Integers, Integers]:
    """Draw who fills the posts of teams, one after another: team, profession, since, until."""
    teams, count = len(formed), len(formed) * len(POSTS)
    team, post = np.divmod(np.arange(count), len(POSTS))
    profession = np.array([number for number, _ in POSTS])[post]
    open_post = rng.random(count) < np.array([share for _, share in POSTS])[post]
    first_post = np.repeat(np.arange(len(POSTS))[None, :], teams, axis=0).ravel() == 0
    since = formed[team] + np.where(first_post, 0, rng.exponential(UNTIL_HIRED, count)).astype(np.int64)
    parts = []
    for _ in range(HOLDERS):
        until = since + DAY + rng.exponential(USUAL_STAY, count).astype(np.int64)
        until = np.where(np.minimum(until, ended[team]) < taken, np.minimum(until, ended[team]), NEVER)
        held = np.flatnonzero(open_post & (since < np.minimum(until, taken)))
        parts.append((team[held], profession[held], since[held], until[held]))
        open_post = (
            open_post & (until < ended[team]) & (until < NEVER) & ~chance(rng, count, NEVER_FILLED_AGAIN)
        )
        since = np.where(open_post, until, 0) + DAY + rng.exponential(USUAL_GAP, count).astype(np.int64)
    team, profession, since, until = (np.concatenate(part) for part in zip(*parts, strict=True))
    return team, profession, since, until


def draw_staff(rng: np.random.Generator, world: World, calendar: Calendar) -> Staff:
    """Staff the teams of a county's UATs, from the day when they start."""
    uat, formed, ended = _teams(rng, world, calendar)
    team, profession, since, until = _spells(rng, formed, ended, calendar.taken)
    order = np.argsort(since, kind="stable")
    team, profession, since, until = team[order], profession[order], since[order], until[order]
    worker = np.arange(len(order))
    quarters = np.array([*QUARTERS_OF_A_DAY, -1])[
        rng.choice(
            len(SHARES) + 1,
            size=len(order),
            p=[*(share * (1 - FTE_NOT_TOLD) for share in SHARES), FTE_NOT_TOLD],
        )
    ]
    elsewhere = np.flatnonzero((quarters == QUARTERS_OF_A_DAY[1]) & chance(rng, len(order), IN_TWO_PLACES))
    neighbour = (team[elsewhere] + 1) % max(len(formed), 1)
    begins = np.maximum(since[elsewhere], formed[neighbour])
    ends = np.minimum(until[elsewhere], ended[neighbour])
    both = (begins < np.minimum(ends, calendar.taken)) & (neighbour != team[elsewhere])
    elsewhere, neighbour, begins, ends = elsewhere[both], neighbour[both], begins[both], ends[both]
    all_since = np.append(since, begins)
    order = np.argsort(all_since, kind="stable")
    teams = Entry(calendar.number(formed), np.full(len(formed), LATER))
    workers = Entry(calendar.number(since), np.full(len(since), LATER))
    member_team, member_worker = np.append(team, neighbour)[order], np.append(worker, elsewhere)[order]
    members = Entry(calendar.number(all_since[order]), np.full(len(order), LATER))
    return Staff(
        uat=uat,
        formed=formed,
        ended=ended,
        profession=profession,
        member_team=member_team,
        member_worker=member_worker,
        member_since=all_since[order],
        member_until=np.append(until, ends)[order],
        member_quarters=np.append(quarters, quarters[elsewhere])[order],
        teams=teams,
        workers=workers,
        members=members.under(teams.take(member_team), workers.take(member_worker)),
    )


def staff_tables(
    rng: np.random.Generator, world: World, staff: Staff, calendar: Calendar
) -> dict[str, Table]:
    """Tables `teams`, `workers` and `team_members`."""
    count, members = len(staff.profession), len(staff.member_team)
    women = pl.Series(chance(rng, count, WOMEN_AMONG_THEM))
    name = pl.select(
        pl.when(women).then(one_of(rng, count, WOMEN)).otherwise(one_of(rng, count, MEN))
    ).to_series()
    fte = pl.Series(staff.member_quarters / QUARTERS_OF_A_DAY[0]).set(
        pl.Series(staff.member_quarters < 0), None
    )
    team_columns = {
        "uat": pl.Series(world.county.uats[staff.uat]),
        "formed_on": dates(staff.formed),
        "ended_on": empty_column(len(staff.uat), pl.Date()),
    }
    worker_columns = {
        "profession": choices(staff.profession, PROFESSIONS),
        "last_name": one_of(rng, count, SURNAMES),
        "first_name": name,
    }
    member_columns = {
        "team_id": references(staff.member_team),
        "worker_id": references(staff.member_worker),
        "joined_on": dates(staff.member_since),
        "left_on": empty_column(members, pl.Date()),
        "fte": fte,
    }
    ending = Change(calendar.number(staff.ended), {"ended_on": dates(staff.ended)})
    leaving = Change(calendar.number(staff.member_until), {"left_on": dates(staff.member_until)})
    return {
        "teams": Table(team_columns, staff.teams, (ending,)),
        "workers": Table(worker_columns, staff.workers),
        "team_members": Table(member_columns, staff.members, (leaving,)),
    }
