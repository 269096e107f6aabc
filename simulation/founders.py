"""Draws households that come into view together with their people: those of the start, and those who arrive later."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Floats, Integers, chance, one_of
from simulation.clock import NEVER
from simulation.names import ETHNICITIES, MEN, STREETS, SURNAMES, WOMEN
from simulation.places import County, people_by_uat
from simulation.population import YEAR, Households

HOUSEHOLD_SIZES = (0.22, 0.24, 0.18, 0.16, 0.1, 0.06, 0.04)
ETHNICITY_SHARES = (0.7, 0.2, 0.1)
OWN_SURNAME = 0.1
SECOND_FAMILY = 0.15
ALONE_AND_OLD = 0.6
LATER_MEMBER_IS = {"child": 0.75, "adult": 0.15}
MARGINALISED = (0.2, 1.8)


@dataclass(frozen=True)
class Newcomers:
    """People of new households, household by household, counted from 0 as their families are.

    born: days since 1970-01-01; settled: head of the household or partner.
    """

    household: Integers
    family: Integers
    female: Booleans
    born: Integers
    first_name: pl.Series
    surname: pl.Series
    settled: Booleans


def sizes_of_people(rng: np.random.Generator, where: County, people: int) -> tuple[Integers, Integers]:
    """Split exactly `people` people into households: the UAT and the size of each."""
    uats, sizes = [], []
    for uat, total in enumerate(people_by_uat(rng, where, people)):
        drawn = draw_sizes(rng, total)
        count = int(np.searchsorted(np.cumsum(drawn), total)) + 1 if total else 0
        drawn = drawn[:count]
        if count:
            drawn[-1] -= drawn.sum() - total
        uats.append(np.full(count, uat))
        sizes.append(drawn)
    return np.concatenate(uats), np.concatenate(sizes)


def draw_sizes(rng: np.random.Generator, households: int) -> Integers:
    """Draw how many people live in each household."""
    return rng.choice(len(HOUSEHOLD_SIZES), size=households, p=HOUSEHOLD_SIZES) + 1


def marginalised_shares(where: County) -> Floats:
    """Give the share of each village's households that live in a marginalised area: the same in every world."""
    return np.random.default_rng(where.number).beta(*MARGINALISED, len(where.villages))


def draw_households(rng: np.random.Generator, where: County, uat: Integers, formed: Integers) -> Households:
    """Draw households with their homes, given each one's UAT (place in the county) and when it is formed."""
    count = len(uat)
    village = rng.integers(where.first_village[uat], where.first_village[uat + 1])
    number = pl.Series(rng.integers(1, 300, count)).cast(pl.String)
    phone = pl.Series(rng.integers(700_000_000, 799_999_999, count)).cast(pl.String)
    ethnicity = rng.choice(len(ETHNICITIES), size=count, p=ETHNICITY_SHARES)
    return Households(
        uat=uat,
        village=where.villages[village],
        surname=one_of(rng, count, SURNAMES),
        ethnicity=pl.Series(ETHNICITIES).gather(ethnicity),
        address=one_of(rng, count, STREETS) + " nr. " + number,
        phone="0" + phone,
        formed=formed,
        dissolved=np.full(count, NEVER),
        marginalised=rng.random(count) < marginalised_shares(where)[village],
    )


def _ages(rng: np.random.Generator, position: Integers, size: Integers, household: Integers) -> Integers:
    """Draw ages in years: a head, a partner of about that age, then mostly children."""
    count = len(position)
    old = rng.integers(65, 93, count)
    head = np.where((size == 1) & chance(rng, count, ALONE_AND_OLD), old, rng.integers(20, 82, count))
    heads = head[position == 0]
    partner = np.maximum(18, heads[household] + np.round(rng.normal(0, 5, count)).astype(np.int64))
    kind = rng.random(count)
    child, adult = LATER_MEMBER_IS["child"], LATER_MEMBER_IS["child"] + LATER_MEMBER_IS["adult"]
    later = np.select(
        [kind < child, kind < adult], [rng.integers(0, 18, count), rng.integers(18, 41, count)], default=old
    )
    return np.select([position == 0, position == 1], [head, partner], default=later)


def first_names(rng: np.random.Generator, female: Booleans) -> pl.Series:
    """Draw first names, as people of each sex bear them."""
    women, men = one_of(rng, len(female), WOMEN), one_of(rng, len(female), MEN)
    return pl.select(pl.when(pl.Series(female)).then(women).otherwise(men)).to_series()


def draw_newcomers(
    rng: np.random.Generator, size: Integers, surname: pl.Series, today: Integers
) -> Newcomers:
    """Draw the people of households of the given sizes and surnames, none born after the household's `today`.

    `today` is in days since 1970-01-01.
    """
    people = int(size.sum())
    household = np.repeat(np.arange(len(size)), size)
    position = np.arange(people) - np.repeat(np.cumsum(size) - size, size)
    age = _ages(rng, position, size[household], household)
    female = chance(rng, people, 0.5)
    second = position == 1
    female[second] = ~female[np.flatnonzero(second) - 1]
    apart = chance(rng, len(size), SECOND_FAMILY)[household] & (position >= 3)
    own_surname = chance(rng, people, OWN_SURNAME)
    shared, own = surname.gather(household), one_of(rng, people, SURNAMES)
    return Newcomers(
        household=household,
        family=np.unique(household * 2 + apart, return_inverse=True)[1].astype(np.int64),
        female=female,
        born=today[household] - np.floor((age + rng.random(people)) * YEAR).astype(np.int64),
        first_name=first_names(rng, female),
        surname=pl.select(pl.when(pl.Series(own_surname)).then(own).otherwise(shared)).to_series(),
        settled=position <= 1,
    )
