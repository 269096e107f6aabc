"""Households and people of one county, before any system has heard of them: what every source draws on."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers, chance, one_of
from simulation.names import ETHNICITIES, MEN, STREETS, SURNAMES, WOMEN
from simulation.places import County, people_by_uat

HOUSEHOLD_SIZES = (0.22, 0.24, 0.18, 0.16, 0.1, 0.06, 0.04)
ETHNICITY_SHARES = (0.7, 0.2, 0.1)
OWN_SURNAME = 0.1
SECOND_FAMILY = 0.15
ALONE_AND_OLD = 0.6
LATER_MEMBER_IS = {"child": 0.75, "adult": 0.15}
YEAR = 365.25


@dataclass(frozen=True)
class Households:
    """One entry per household. `uat` counts within the county; `village` is a SIRUTA code."""

    uat: Integers
    village: Integers
    surname: pl.Series
    ethnicity: pl.Series
    address: pl.Series
    phone: pl.Series

    def __len__(self) -> int:
        return len(self.uat)


@dataclass(frozen=True)
class People:
    """One entry per person, household by household.

    `household` and `family` count from 0; `born` is in days since 1970-01-01.
    """

    household: Integers
    family: Integers
    female: Booleans
    born: Integers
    first_name: pl.Series
    surname: pl.Series

    def __len__(self) -> int:
        return len(self.household)


@dataclass(frozen=True)
class Population:
    """The people of a county and the households they form."""

    county: County
    households: Households
    people: People

    @property
    def uat(self) -> Integers:
        """Each person's UAT, counted within the county."""
        return self.households.uat[self.people.household]


def _household_sizes(rng: np.random.Generator, people: Integers) -> tuple[Integers, Integers]:
    """Split each UAT's people into households: the UAT and the size of each."""
    uats, sizes = [], []
    for uat, total in enumerate(people):
        drawn = rng.choice(len(HOUSEHOLD_SIZES), size=total, p=HOUSEHOLD_SIZES) + 1
        count = int(np.searchsorted(np.cumsum(drawn), total)) + 1 if total else 0
        drawn = drawn[:count]
        if count:
            drawn[-1] -= drawn.sum() - total
        uats.append(np.full(count, uat))
        sizes.append(drawn)
    return np.concatenate(uats), np.concatenate(sizes)


def _draw_households(rng: np.random.Generator, where: County, uat: Integers) -> Households:
    count = len(uat)
    first, last = where.first_village[uat], where.first_village[uat + 1]
    number = pl.Series(rng.integers(1, 300, count)).cast(pl.String)
    phone = pl.Series(rng.integers(700_000_000, 799_999_999, count)).cast(pl.String)
    ethnicity = rng.choice(len(ETHNICITIES), size=count, p=ETHNICITY_SHARES)
    return Households(
        uat=uat,
        village=where.villages[rng.integers(first, last)],
        surname=one_of(rng, count, SURNAMES),
        ethnicity=pl.Series(ETHNICITIES).gather(ethnicity),
        address=one_of(rng, count, STREETS) + " nr. " + number,
        phone="0" + phone,
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


def _names(rng: np.random.Generator, female: Booleans) -> pl.Series:
    women, men = one_of(rng, len(female), WOMEN), one_of(rng, len(female), MEN)
    return pl.select(pl.when(pl.Series(female)).then(women).otherwise(men)).to_series()


def draw_population(rng: np.random.Generator, where: County, people: int, today: int) -> Population:
    """Draw `people` people of a county, in households, none born after `today` (days since 1970-01-01)."""
    uat, size = _household_sizes(rng, people_by_uat(rng, where, people))
    households = _draw_households(rng, where, uat)
    household = np.repeat(np.arange(len(size)), size)
    position = np.arange(people) - np.repeat(np.cumsum(size) - size, size)
    age = _ages(rng, position, size[household], household)
    female = chance(rng, people, 0.5)
    second = position == 1
    female[second] = ~female[np.flatnonzero(second) - 1]
    apart = chance(rng, len(size), SECOND_FAMILY)[household] & (position >= 3)
    own_surname = chance(rng, people, OWN_SURNAME)
    shared, own = households.surname.gather(household), one_of(rng, people, SURNAMES)
    return Population(
        county=where,
        households=households,
        people=People(
            household=household,
            family=np.unique(household * 2 + apart, return_inverse=True)[1],
            female=female,
            born=today - np.floor((age + rng.random(people)) * YEAR).astype(np.int64),
            first_name=_names(rng, female),
            surname=pl.select(pl.when(pl.Series(own_surname)).then(own).otherwise(shared)).to_series(),
        ),
    )
