"""Registers that count people: population, unemployment, minimum income, school drop-out.

Every row says in which quarter it becomes `known`.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Floats, Integers
from simulation.clock import local_days, quarter_of, start_of
from simulation.world import World

LAST_AGE = 85
SEXES = ("male", "female")
WORKING_AGE = (18, 63)
UNEMPLOYED, WITH_BENEFIT = 0.035, 0.28
#: paid for the first time (Law 196/2016)
FIRST_MINIMUM_INCOME = "2024-01"
POOR, POOR_IN_MARGINALISED_AREAS, OTHERS_IN_FAMILY = 0.05, 0.3, 1.7
PLACES_DIFFER, MONTHS_DIFFER = 0.5, 0.02
#: level → first and last age of its pupils, share that drops out in a year
LEVELS = {"primary": (6, 10, 0.011), "lower_secondary": (11, 14, 0.012), "upper_secondary": (15, 18, 0.021)}
SCHOOL_YEARS_BEFORE = 2


@dataclass(frozen=True)
class Census:
    """People on 1 January, before the horizon's start those of the start: years × UATs × sexes × ages (0 … 85+)."""

    years: list[int]
    people: Integers

    def of(self, year: int) -> Integers:
        """Give a year's people, UATs × sexes × ages; before the first year those of the first."""
        return self.people[max(0, year - self.years[0])]


def take_census(world: World) -> Census:
    """Count a world's people by UAT, sex and completed age on each 1 January from the year of its start."""
    horizon, people = world.horizon, world.people
    first, last = int(quarter_of(np.array([horizon.start]))[0][:4]), int(horizon.period[:4])
    birth = pl.Series(people.born, dtype=pl.Int32).cast(pl.Date)
    new_year = ((birth.dt.month() == 1) & (birth.dt.day() == 1)).to_numpy()
    born = birth.dt.year().to_numpy() + ~new_year
    counts = []
    for year in range(first, last + 1):
        at = max(horizon.start, start_of(f"{year}-Q1"))
        there = np.flatnonzero(world.present(at))
        uat = world.households.uat[world.household_at(there, at)]
        age = np.clip(year - born[there], 0, LAST_AGE)
        cell = (uat * len(SEXES) + people.female[there]) * (LAST_AGE + 1) + age
        shape = (len(world.county.uats), len(SEXES), LAST_AGE + 1)
        counts.append(np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape))
    return Census(list(range(first, last + 1)), np.array(counts))


def population(world: World, census: Census) -> pl.DataFrame:
    """Population by year, UAT, sex and age; each year's is known in its second quarter."""
    year, uat, sex, age = np.indices(census.people.shape).reshape(4, -1)
    years = census.years[0] + year
    return pl.DataFrame(
        {
            "year": years,
            "uat": world.county.uats[uat],
            "sex": pl.Series(SEXES).gather(sex),
            "age": age,
            "people": census.people.ravel(),
            "known": pl.Series(years).cast(pl.String) + "-Q2",
        }
    )


def months_of(world: World) -> list[str]:
    """List the months that a world covers, written `2025-10`."""
    first = local_days(np.array([world.horizon.start])).astype("datetime64[D]").astype("datetime64[M]")[0]
    return [str(first + number) for number in range(3 * len(world.horizon.turns))]


def _by_month(world: World, columns: dict[str, Integers]) -> pl.DataFrame:
    """Make a table of columns that are months × UATs."""
    months, uats = pl.Series(months_of(world)), len(world.county.uats)
    month = months.gather(np.repeat(np.arange(len(months)), uats))
    quarter = (month.str.slice(5).cast(pl.Int64) + 2) // 3
    known = month.str.slice(0, 4) + "-Q" + quarter.cast(pl.String)
    uat = np.tile(world.county.uats, len(months))
    values = {name: column.ravel() for name, column in columns.items()}
    return pl.DataFrame({"uat": uat, "month": month, **values, "known": known})


def _shares(rng: np.random.Generator, months: int, usual: Floats) -> Floats:
    """Draw shares, months × UATs: places differ, and each changes slowly."""
    place = usual * np.exp(rng.normal(0, PLACES_DIFFER, len(usual)))
    drift = np.cumsum(rng.normal(0, MONTHS_DIFFER, (months, len(usual))), axis=0)
    return np.minimum(place * np.exp(drift), 0.9)


def unemployment(rng: np.random.Generator, world: World, census: Census) -> pl.DataFrame:
    """Registered unemployed by UAT at each month's end."""
    months = months_of(world)
    first, after = WORKING_AGE
    of_age = np.array([census.of(int(month[:4]))[:, :, first:after].sum(axis=(1, 2)) for month in months])
    share = _shares(rng, len(months), np.full(of_age.shape[1], UNEMPLOYED))
    registered = rng.binomial(of_age, share)
    return _by_month(
        world, {"registered": registered, "with_benefit": rng.binomial(registered, WITH_BENEFIT)}
    )


def minimum_income(rng: np.random.Generator, world: World) -> pl.DataFrame:
    """Families with minimum inclusion income by UAT and month: more of them where there are marginalised areas.

    Empty for a world that ends before it was paid.
    """
    households, months, uats = world.households, months_of(world), len(world.county.uats)
    standing = []
    for number in range(len(months)):
        at = world.horizon.start + number * (world.horizon.end - world.horizon.start) // len(months)
        there = (households.formed <= at) & (at < households.dissolved)
        standing.append(np.bincount(households.uat[there], minlength=uats))
    everywhere = np.maximum(1, np.bincount(households.uat, minlength=uats))
    marginalised = np.bincount(households.uat, weights=households.marginalised, minlength=uats) / everywhere
    share = _shares(rng, len(months), POOR + POOR_IN_MARGINALISED_AREAS * marginalised)
    families = rng.binomial(np.array(standing), share)
    members = families + rng.poisson(families * OTHERS_IN_FAMILY)
    paid = _by_month(world, {"families": families, "people": members})
    return paid.filter(pl.col("month") >= FIRST_MINIMUM_INCOME)


def school_dropout(rng: np.random.Generator, world: World, census: Census) -> pl.DataFrame:
    """Pupils of a county by school year and level, and those who dropped out: known in its last quarter."""
    worse = np.exp(rng.normal(0, PLACES_DIFFER / 2))
    rows = []
    for year in range(census.years[0] - SCHOOL_YEARS_BEFORE, census.years[-1]):
        by_age = census.of(year).sum(axis=(0, 1))
        for level, (first, last, share) in LEVELS.items():
            enrolled = int(by_age[first : last + 1].sum())
            dropped_out = int(rng.binomial(enrolled, share * worse))
            rows.append(
                (world.county.code, f"{year}-{year + 1}", level, enrolled, dropped_out, f"{year + 1}-Q4")
            )
    columns = ["county", "school_year", "level", "enrolled", "dropped_out", "known"]
    return pl.DataFrame(rows, schema=columns, orient="row")
