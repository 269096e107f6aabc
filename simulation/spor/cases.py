"""The households that teams know: when each was registered, where it lived, when and why its case was closed."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.amc.records import near_turn
from simulation.arrays import Booleans, Integers, chance
from simulation.clock import DAY, NEVER
from simulation.spor.dirt import SporDirt
from simulation.spor.timeline import Calendar, Change, Entry, Table, choices, instants
from simulation.world import World

REASONS = ("resolved", "moved_away", "deceased", "refused", "other")
RESOLVED, MOVED_AWAY, DECEASED, REFUSED, OTHER = range(5)
REGISTERED = 0.72
UNTIL_ALL_ARE_SEEN = 330 * DAY
UNTIL_A_NEW_ONE_IS_SEEN = 70 * DAY
NEEDY = 0.4
#: of households, needy and not: share of cases closed, days until then at the least, usually so many more
CLOSINGS = ((RESOLVED, 0.4, 0.1, 280, 300), (REFUSED, 0.03, 0.05, 5, 40), (OTHER, 0.02, 0.06, 60, 400))
UNTIL_NOTED = 15 * DAY
NO_SUCH_PLACE = 999_000
AS_RECORDED, UNKNOWN, WITHOUT = range(3)
URBAN = ("municipality", "town")


@dataclass(frozen=True)
class Cases:
    """One entry per household of the source, in the order in which they were registered.

    homes: cases × moves, the world's household that it is since `moved` (UTC seconds; 0 for the first, NEVER where
    there is no further one); registered, closed, gone (its last home was dissolved): UTC seconds; reason: place in
    REASONS; needy: at risk, so that teams come back; place: AS_RECORDED, UNKNOWN (a code that there is not) or WITHOUT.
    """

    homes: Integers
    moved: Integers
    registered: Integers
    closed: Integers
    gone: Integers
    reason: Integers
    needy: Booleans
    place: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.registered)

    def home_at(self, case: Integers, when: Integers) -> Integers:
        """Give the world's household that cases were at instants."""
        return self.homes[case, (self.moved[case] <= when[:, None]).sum(axis=1) - 1]

    def home_in(self, calendar: Calendar, at: int) -> Integers:
        """Give the world's household that each case is in the delivery number `at`."""
        shown = calendar.number(self.moved) <= at
        return self.homes[np.arange(len(self)), np.maximum(shown.sum(axis=1) - 1, 0)]


def _moves(world: World) -> Integers:
    """Give, by household, the one that it was before it moved, or -1.

    One that is formed by members of another, at the instant when that is dissolved, is the same household elsewhere.
    Where the programme has no team yet, it is not followed.
    """
    spells, homes = world.memberships, world.households
    before, after = spells.household[:-1], spells.household[1:]
    at_once = (spells.person[:-1] == spells.person[1:]) & (spells.left[:-1] == spells.joined[1:])
    as_one = (homes.dissolved[before] == spells.left[:-1]) & (homes.formed[after] == spells.joined[1:])
    served = world.joined[homes.uat[after]] <= spells.joined[1:]
    pair = np.flatnonzero(at_once & as_one & served & (before != after))
    pair = pair[np.unique(before[pair], return_index=True)[1]]
    pair = pair[np.unique(after[pair], return_index=True)[1]]
    was = np.full(len(homes), -1)
    was[after[pair]] = before[pair]
    return was


def _registrations(rng: np.random.Generator, world: World, calendar: Calendar, dirt: SporDirt) -> Integers:
    """Draw when each of the world's households is registered, if it was not known before; else NEVER."""
    homes = world.households
    count, began = len(homes), world.joined[homes.uat]
    first = np.maximum(homes.formed, began)
    usual = np.where(homes.formed > began, UNTIL_A_NEW_ONE_IS_SEEN, UNTIL_ALL_ARE_SEEN)
    wait = (rng.exponential(1, count) * usual).astype(np.int64)
    seen = chance(rng, count, REGISTERED) & (first < calendar.taken)
    when = np.where(seen, np.where(seen, first, 0) + wait, NEVER)
    when = near_turn(rng, when, seen & chance(rng, count, dirt.near_turn), world.horizon.turns)
    return np.where(when < np.minimum(homes.dissolved, calendar.taken), when, NEVER)


def _followed(was: Integers, registered: Integers) -> tuple[Integers, Integers]:
    """Give, by household, the one as which it was registered (-1: never), and how often it has moved since."""
    count = len(was)
    root, moves = np.where(registered < NEVER, np.arange(count), -1), np.zeros(count, dtype=np.int64)
    stage, earlier = np.zeros(count, dtype=np.int64), was
    while (earlier >= 0).any():
        stage += earlier >= 0
        earlier = np.where(earlier >= 0, was[earlier], -1)
    for turn in range(1, int(stage.max(initial=0)) + 1):
        moved = np.flatnonzero(stage == turn)
        moved = moved[root[was[moved]] >= 0]
        root[moved], moves[moved] = root[was[moved]], moves[was[moved]] + 1
    return root, moves


def _closings(
    rng: np.random.Generator, registered: Integers, needy: Booleans, gone: Integers, why: Integers
) -> tuple[Integers, Integers]:
    """Draw when and why cases are closed: at the latest when the household is no more."""
    count = len(registered)
    noted = rng.exponential(UNTIL_NOTED, count).astype(np.int64)
    closed, reason = np.where(gone < NEVER, np.minimum(gone, NEVER - noted) + noted, NEVER), why
    for number, if_needy, if_not, least, usual in CLOSINGS:
        drawn = rng.random(count) < np.where(needy, if_needy, if_not)
        wait = ((least + rng.exponential(usual, count)) * DAY).astype(np.int64)
        sooner = drawn & (registered + wait < np.minimum(closed, gone))
        closed, reason = np.where(sooner, registered + wait, closed), np.where(sooner, number, reason)
    return closed, reason


def _why_gone(world: World) -> Integers:
    """Give, by household, the reason to close its case when it is dissolved."""
    spells = world.memberships
    last = spells.left == world.households.dissolved[spells.household]
    died = (
        last
        & (world.people.leaves_by[spells.person] == 1)
        & (world.people.leaves[spells.person] == spells.left)
    )
    why = np.full(len(world.households), MOVED_AWAY)
    why[spells.household[died]] = DECEASED
    return why


def draw_cases(
    rng: np.random.Generator, world: World, calendar: Calendar, dirt: SporDirt
) -> tuple[Cases, Integers]:
    """Register a county's households; gives them, and by household of the world its case, or -1."""
    registered = _registrations(rng, world, calendar, dirt)
    root, moves = _followed(_moves(world), registered)
    roots = np.flatnonzero(root == np.arange(len(root)))
    roots = roots[np.argsort(registered[roots], kind="stable")]
    case_of = np.full(len(root) + 1, -1)
    case_of[roots] = np.arange(len(roots))
    case_of = case_of[root]
    known = np.flatnonzero(case_of >= 0)
    homes = np.zeros((len(roots), int(moves.max(initial=0)) + 1), dtype=np.int64)
    moved = np.full(homes.shape, NEVER)
    homes[case_of[known], moves[known]] = known
    moved[case_of[known], moves[known]] = np.where(moves[known] > 0, world.households.formed[known], 0)
    last = homes[np.arange(len(roots)), (moved < NEVER).sum(axis=1) - 1]
    gone = world.households.dissolved[last]
    needy = chance(rng, len(roots), NEEDY)
    closed, reason = _closings(rng, registered[roots], needy, gone, _why_gone(world)[last])
    closed = near_turn(rng, closed, chance(rng, len(roots), dirt.near_turn), world.horizon.turns)
    closed = np.where(closed < calendar.taken, closed, NEVER)
    where = rng.random(len(roots))
    cases = Cases(
        homes=homes,
        moved=np.where(moved < closed[:, None], moved, NEVER),
        registered=registered[roots],
        closed=closed,
        gone=gone,
        reason=reason,
        needy=needy,
        place=np.searchsorted(
            [1 - dirt.unknown_uat - dirt.without_uat, 1 - dirt.without_uat], where, side="right"
        ),
        entry=calendar.entry(rng, registered[roots], early=dirt.after_period),
    )
    return cases, case_of


def _place_columns(world: World, cases: Cases, home: Integers, urban: Booleans) -> dict[str, pl.Series]:
    uat = np.where(cases.place == UNKNOWN, NO_SUCH_PLACE, world.county.uats[world.households.uat[home]])
    without, nowhere = pl.Series(cases.place == WITHOUT), pl.Series(cases.place != AS_RECORDED)
    return {
        "uat": pl.Series(uat).set(without, None),
        "locality": pl.Series(world.households.village[home]).set(nowhere, None),
        "residence": choices(np.where(urban[world.households.uat[home]], 0, 1), ("urban", "rural")),
        "marginalised_area": pl.Series(world.households.marginalised[home]).cast(pl.Int8),
        "address": world.households.address.gather(home),
    }


def households_table(world: World, cases: Cases, calendar: Calendar, urban: Booleans) -> Table:
    """Table `households`; `urban`: by UAT of the county."""
    home = cases.homes[:, 0]
    empty = {
        "closed_at": instants(np.full(len(cases), NEVER)),
        "closing_reason": choices(np.full(len(cases), -1), []),
    }
    moves = [
        Change(
            calendar.number(cases.moved[:, move]), _place_columns(world, cases, cases.homes[:, move], urban)
        )
        for move in range(1, cases.homes.shape[1])
    ]
    closing = {"closed_at": instants(cases.closed), "closing_reason": choices(cases.reason, REASONS)}
    first = _place_columns(world, cases, home, urban)
    address = {"address": first.pop("address"), "phone": world.households.phone.gather(home)}
    columns = {**first, "registered_at": instants(cases.registered), **empty, **address}
    return Table(columns, cases.entry, (*moves, Change(calendar.number(cases.closed), closing)))
