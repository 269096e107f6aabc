"""Registers of places: programme, marginalisation, licensed services, accreditation, costs.

Every row says in which quarter it becomes `known`.
"""

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers, chance, one_of
from simulation.clock import local_days, quarter_of, quarter_of_days
from simulation.programme import joining
from simulation.world import World

YEAR = 365
#: of marginalised areas after the World Bank's Atlas of rural marginalised areas (2016): below average, above, severe
DEGREES = ("none", "below_average", "above_average", "severe")
DEGREE_LIMITS = (0.0, 0.061, 0.24)
LEAVE_PROGRAMME = 0.02
SERVICES_EACH, LICENSED_YEARS, RENEWED = 1.2, 5, 0.8
SERVICE_CODES = ("8899CZ-PN-V", "8891CZ-C-II", "8891CZ-C-III", "8810ID-I", "8730CR-V-I", "8899CZ-D-I")
WITHOUT_CAPACITY, PUBLIC = 0.15, 0.45
ACCREDITED, ACCREDITATION_ENDS, ACCREDITED_AGAIN = 0.75, 0.15, 0.5
#: category → lei a quarter in a UAT of usual size
USUAL_COSTS = {"staff": 75_000, "services": 18_000, "equipment": 6_000, "training": 4_000, "other": 3_000}
EUROPEAN = 0.85
OWN_FUNDS = 0.4


def _dates(days: Integers) -> pl.Series:
    return pl.Series(days, dtype=pl.Int32).cast(pl.Date)


def _dates_or_none(days: Integers, there: Booleans) -> pl.Series:
    return pl.select(pl.when(pl.Series(there)).then(_dates(days))).to_series()


def _horizon_days(world: World) -> tuple[int, int]:
    first, after = local_days(np.array([world.horizon.start, world.horizon.end]))
    return int(first), int(after)


def programme(rng: np.random.Generator, world: World) -> pl.DataFrame:
    """Give the programme's UATs with the wave and the official day of each; some leave after a year or later."""
    uat = np.flatnonzero(world.wave)
    joins = joining(world.wave[uat], world.horizon.start, world.horizon.turns)
    joined_on, end = local_days(joins), _horizon_days(world)[1]
    left_on = joined_on + rng.integers(YEAR, 3 * YEAR, len(uat))
    leaves = chance(rng, len(uat), LEAVE_PROGRAMME) & (left_on < end)
    return pl.DataFrame(
        {
            "uat": world.county.uats[uat],
            "wave": world.wave[uat],
            "joined_on": _dates(joined_on),
            "left_on": _dates_or_none(left_on, leaves),
            "known": quarter_of(joins),
        }
    )


def marginalisation(world: World) -> pl.DataFrame:
    """Give the share of a UAT's people who lived in marginalised areas at the start, and its degree."""
    start, uats = world.horizon.start, len(world.county.uats)
    there = np.flatnonzero(world.present(start))
    home = world.household_at(there, start)
    uat, marginalised = world.households.uat[home], world.households.marginalised[home]
    people = np.maximum(1, np.bincount(uat, minlength=uats))
    share = np.bincount(uat, weights=marginalised, minlength=uats) / people
    return pl.DataFrame(
        {
            "uat": world.county.uats,
            "degree": pl.Series(DEGREES).gather(np.searchsorted(DEGREE_LIMITS, share)),
            "share": np.round(share, 4),
            "known": quarter_of(np.full(uats, start)),
        }
    )


def social_services(rng: np.random.Generator, world: World) -> pl.DataFrame:
    """Give licences of five years, issued since five years before the start, some renewed when they end."""
    start, end = _horizon_days(world)
    term = LICENSED_YEARS * YEAR
    uats = np.repeat(np.arange(len(world.county.uats)), rng.poisson(SERVICES_EACH * world.county.sizes))
    service = np.arange(len(uats))
    first = rng.integers(start - term, end, len(uats))
    renewed = np.flatnonzero(chance(rng, len(uats), RENEWED) & (first + term < end))
    service, since = np.concatenate([service, renewed]), np.concatenate([first, first[renewed] + term])
    count, public = len(uats), chance(rng, len(uats), PUBLIC)
    provider = np.where(
        public, 4_000_000 + world.county.uats[uats], rng.integers(10_000_000, 40_000_000, count)
    )
    without = chance(rng, count, WITHOUT_CAPACITY)
    capacity = pl.select(
        pl.when(pl.Series(~without)).then(pl.Series(rng.integers(2, 20, count) * 5))
    ).to_series()
    number = pl.Series(world.county.number * 10_000 + np.arange(1, len(service) + 1)).cast(pl.String)
    return pl.DataFrame(
        {
            "licence": "LF " + number.str.zfill(7),
            "uat": world.county.uats[uats[service]],
            "service_code": one_of(rng, count, SERVICE_CODES).gather(service),
            "capacity": capacity.gather(service),
            "provider": provider[service],
            "sector": pl.Series(["private", "public"]).gather(public.astype(np.int64)[service]),
            "licensed_from": _dates(since),
            "licensed_to": _dates(since + term - 1),
            "known": quarter_of_days(since),
        }
    )


def accreditation(rng: np.random.Generator, world: World) -> pl.DataFrame:
    """Give the accreditations of the public social assistance services: some end, and some of these begin again."""
    start, end = _horizon_days(world)
    uat = np.flatnonzero(chance(rng, len(world.county.uats), ACCREDITED))
    since = rng.integers(start - 6 * YEAR, end, len(uat))
    until = since + rng.integers(YEAR, 4 * YEAR, len(uat))
    ends = chance(rng, len(uat), ACCREDITATION_ENDS) & (until < end)
    later = until + rng.integers(60, 2 * YEAR, len(uat))
    again = np.flatnonzero(ends & chance(rng, len(uat), ACCREDITED_AGAIN) & (later < end))
    begun = np.concatenate([since, later[again]])
    return pl.DataFrame(
        {
            "uat": world.county.uats[np.concatenate([uat, uat[again]])],
            "accredited_from": _dates(begun),
            "accredited_to": _dates_or_none(
                np.concatenate([until, later[again]]), np.concatenate([ends, np.zeros(len(again), np.bool_)])
            ),
            "known": quarter_of_days(begun),
        }
    )


def costs(rng: np.random.Generator, world: World) -> pl.DataFrame:
    """Give budgets and spendings of the programme's UATs from the quarter in which their team starts.

    85 % of every amount are European funds, the rest the state's or the UAT's own; amounts in lei.
    """
    begins = np.concatenate([[world.horizon.start], world.horizon.turns[:-1]])
    quarter, uat = np.nonzero((world.horizon.turns[:, None] > world.joined) & (world.wave > 0))
    usual = np.array(list(USUAL_COSTS.values()))
    size = (world.county.sizes * np.exp(rng.normal(0, 0.2, len(world.county.sizes))))[uat, None]
    budget = usual * size * np.exp(rng.normal(0, 0.05, (len(uat), len(usual))))
    spent = budget * rng.uniform(0.5, 1.03, budget.shape)
    cents = np.round(np.stack([budget, spent], axis=1) * 100).astype(np.int64)
    european = np.round(cents * EUROPEAN).astype(np.int64)
    amounts = np.stack([european, cents - european], axis=3)
    row, kind, category, funds = np.indices(amounts.shape).reshape(4, -1)
    own = chance(rng, len(world.county.uats), OWN_FUNDS)[uat][row]
    period = quarter_of(begins).gather(quarter[row])
    return pl.DataFrame(
        {
            "uat": world.county.uats[uat[row]],
            "period": period,
            "kind": pl.Series(["budget", "spent"]).gather(kind),
            "category": pl.Series(list(USUAL_COSTS)).gather(category),
            "funds": pl.Series(["european", "state", "own"]).gather(np.where(funds == 0, 0, 1 + own)),
            "amount": amounts.ravel() / 100,
            "known": period,
        }
    )
