"""Households, the people in them and who lived where: the one population that every source draws on."""

from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Floats, Integers
from simulation.clock import local_days

YEAR = 365.25
LAST_OF_YEAR = 0.999
STAYS, DIES, DEPARTS = 0, 1, 2


@dataclass(frozen=True)
class Households:
    """One entry per household. A household that moves is dissolved where it was and formed anew elsewhere.

    uat: place in the county's UATs; village: SIRUTA code; formed, dissolved: UTC seconds (dissolved: NEVER while it
    stands); marginalised: lies in a marginalised area.
    """

    uat: Integers
    village: Integers
    surname: pl.Series
    ethnicity: pl.Series
    address: pl.Series
    phone: pl.Series
    formed: Integers
    dissolved: Integers
    marginalised: Booleans

    def __len__(self) -> int:
        return len(self.uat)


@dataclass(frozen=True)
class People:
    """One entry per person, those of the start household by household, then those who came later.

    household: the first one; family: the first one, counted from 0; born: days since 1970-01-01; appears: when the
    person comes into view (the horizon's start, birth or arrival), leaves: dies or departs, else NEVER (UTC seconds);
    leaves_by: 0 stays, 1 death, 2 departure; cnp: text of 13 digits, valid and unique in the country, given also for
    those who have none in fact (no_cnp).
    """

    household: Integers
    family: Integers
    female: Booleans
    born: Integers
    first_name: pl.Series
    surname: pl.Series
    appears: Integers
    leaves: Integers
    leaves_by: Integers
    cnp: pl.Series
    no_cnp: Booleans

    def __len__(self) -> int:
        return len(self.household)


@dataclass(frozen=True)
class Memberships:
    """One entry per spell of a person in a household, by person and time; at most one at a time.

    joined <= instant < left (UTC seconds; left: NEVER while it lasts, else no later than the person leaves).
    """

    person: Integers
    household: Integers
    joined: Integers
    left: Integers

    def __len__(self) -> int:
        return len(self.person)


Part = TypeVar("Part", Households, People, Memberships)


def together(parts: list[Part]) -> Part:
    """Put entries of one kind one after the other."""
    columns: dict[str, Any] = {}
    for name in (field.name for field in fields(parts[0])):
        values = [getattr(part, name) for part in parts]
        columns[name] = pl.concat(values) if isinstance(values[0], pl.Series) else np.concatenate(values)
    return type(parts[0])(**columns)


def ages(born: Integers, at: Integers) -> Floats:
    """Give ages in years at instants (UTC seconds): completed ones by the calendar, and about the part since then."""
    today = local_days(at)
    birth, now = (pl.Series(days, dtype=pl.Int32).cast(pl.Date) for days in (born, today))
    birthday, date = (days.dt.month().cast(pl.Int32) * 100 + days.dt.day() for days in (birth, now))
    completed = (now.dt.year() - birth.dt.year() - (date < birthday).cast(pl.Int32)).to_numpy()
    return np.clip((today - born) / YEAR, completed, completed + LAST_OF_YEAR)
