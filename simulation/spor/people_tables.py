"""How people and their spells in households are written down: tables `persons` and `memberships`."""

import numpy as np
import polars as pl

from simulation.arrays import chance
from simulation.clock import NEVER
from simulation.population import YEAR
from simulation.slips import Slips, as_written
from simulation.spor.dirt import SporDirt
from simulation.spor.persons import REMOVALS, Persons, Spells
from simulation.spor.timeline import (
    Calendar,
    Change,
    Table,
    choices,
    dates,
    empty_column,
    instants,
    references,
)
from simulation.world import World

RELATIONS = ("head", "partner", "child", "parent", "sibling", "grandchild", "other_relative", "not_related")
HEAD, PARTNER, CHILD, PARENT, SIBLING, GRANDCHILD, OTHER_RELATIVE = range(7)
A_GENERATION, TWO_GENERATIONS = 15, 45
CENTURY = 36_525


def persons_table(
    rng: np.random.Generator, world: World, persons: Persons, calendar: Calendar, slips: Slips, dirt: SporDirt
) -> Table:
    """Table `persons`, each as its source writes them."""
    count = len(persons)
    written = as_written(rng, world, persons.person, slips)
    unborn = chance(rng, count, dirt.impossible_birth_date)
    birth_date = (
        (written["birth_date"].cast(pl.Int32) + np.where(unborn, CENTURY, 0)).cast(pl.Int32).cast(pl.Date)
    )
    birth_date = birth_date.set(pl.Series(chance(rng, count, dirt.missing_birth_date)), None)
    removal = {"removed_at": instants(persons.removed), "removal_reason": choices(persons.reason, REMOVALS)}
    columns = {
        "cnp": written["cnp"],
        "last_name": written["last_name"],
        "first_name": written["first_name"],
        "sex": written["sex"].set(pl.Series(chance(rng, count, dirt.missing_sex)), None),
        "birth_date": birth_date,
        "registered_at": instants(persons.registered),
        "removed_at": empty_column(count, pl.Datetime("ms")),
        "removal_reason": empty_column(count, pl.String()),
    }
    change = Change(calendar.number(persons.removed), removal)
    return Table(columns, persons.entry, (change,), persons.struck_at)


def memberships_table(
    rng: np.random.Generator, world: World, persons: Persons, spells: Spells, calendar: Calendar
) -> Table:
    """Table `memberships`; the oldest member is the head."""
    count, born = len(spells), world.people.born[persons.person[spells.person]]
    oldest = np.full(int(spells.case.max(initial=-1)) + 1, NEVER)
    np.minimum.at(oldest, spells.case, born)
    younger = (born - oldest[spells.case]) / YEAR
    relation = np.select(
        [younger == 0, younger < A_GENERATION, younger < TWO_GENERATIONS],
        [
            np.full(count, HEAD),
            np.where(chance(rng, count, 0.8), PARTNER, SIBLING),
            np.where(chance(rng, count, 0.9), CHILD, OTHER_RELATIVE),
        ],
        default=GRANDCHILD,
    )
    columns = {
        "person_id": references(spells.person),
        "household_id": references(spells.case),
        "joined_on": dates(spells.joined),
        "left_on": empty_column(count, pl.Date()),
        "relation": choices(relation, RELATIONS),
    }
    return Table(
        columns, spells.entry, (Change(calendar.number(spells.left), {"left_on": dates(spells.left)}),)
    )
