"""How a source writes people down: CNPs left out or mistyped, names misspelt, in other case, order and marks."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers, chance
from simulation.texts import empty_where
from simulation.world import World

SEXES = ("male", "female")
LEFT_OUT, DOUBLED, EXCHANGED = range(3)
SHORTEST_MISSPELT = 4


@dataclass(frozen=True)
class Slips:
    """Shares in [0, 1] of the people whom a source writes down.

    missing_cnp and invalid_cnp (a wrong digit) are of those who have a CNP. A misspelt name has one letter left out,
    one doubled, or two exchanged. without_hyphens, exchanged_names (family name and first name in each other's
    place), without_diacritics and upper_case leave the letters as they are.
    """

    missing_cnp: float = 0.05
    invalid_cnp: float = 0.005
    misspelt_name: float = 0.03
    without_diacritics: float = 0.25
    upper_case: float = 0.15
    without_hyphens: float = 0.3
    exchanged_names: float = 0.05

    @classmethod
    def none(cls) -> Self:
        """Write everything down as it is: all shares are 0."""
        return cls(**{field.name: 0.0 for field in fields(cls)})


def _cnps(rng: np.random.Generator, world: World, people: Integers, slips: Slips) -> pl.Series:
    count = len(people)
    missing = chance(rng, count, slips.missing_cnp) | world.people.no_cnp[people]
    wrong = np.where(chance(rng, count, slips.invalid_cnp), rng.integers(1, 10, count), 0)
    right = world.people.cnp.gather(people).cast(pl.Int64).to_numpy()
    written = right - right % 10 + (right + wrong) % 10
    return empty_where(missing, pl.Series(written).cast(pl.String))


def _misspelt(rng: np.random.Generator, names: pl.Series, chosen: Booleans) -> pl.Series:
    """Write the chosen names with one slip, if they are not too short; the first letter stays."""
    count = len(names)
    length = names.str.len_chars().to_numpy().astype(np.int64)
    where = 1 + (rng.random(count) * (np.maximum(length, SHORTEST_MISSPELT) - 2)).astype(np.int64)
    name, kind = pl.col("name"), pl.col("kind")
    before, letter = name.str.slice(0, pl.col("where")), name.str.slice(pl.col("where"), 1)
    following, rest = name.str.slice(pl.col("where") + 1, 1), name.str.slice(pl.col("where") + 2)
    doubled = pl.when(kind == DOUBLED).then(letter + letter + following).otherwise(following + letter)
    letters = pl.when(kind == LEFT_OUT).then(following).otherwise(doubled)
    slip = pl.col("chosen") & (name.str.len_chars() >= SHORTEST_MISSPELT)
    table = pl.DataFrame(
        {
            "name": names,
            "where": where,
            "kind": rng.integers(LEFT_OUT, EXCHANGED + 1, count),
            "chosen": chosen,
        }
    )
    return table.select(pl.when(slip).then(before + letters + rest).otherwise(name)).to_series()


def _names(rng: np.random.Generator, world: World, people: Integers, slips: Slips) -> pl.DataFrame:
    count = len(people)
    misspelt, in_surname = chance(rng, count, slips.misspelt_name), chance(rng, count, 0.5)
    surname = _misspelt(rng, world.people.surname.gather(people), misspelt & in_surname)
    first_name = _misspelt(rng, world.people.first_name.gather(people), misspelt & ~in_surname)
    names = pl.DataFrame(
        {
            "last_name": surname,
            "first_name": first_name,
            "exchanged": chance(rng, count, slips.exchanged_names),
            "bare": chance(rng, count, slips.without_diacritics),
            "loud": chance(rng, count, slips.upper_case),
            "spaced": chance(rng, count, slips.without_hyphens),
        }
    )
    last = pl.when("exchanged").then("first_name").otherwise("last_name")
    first = pl.when("exchanged").then("last_name").otherwise("first_name")
    name = pl.col("last_name", "first_name")
    return (
        names.with_columns(last_name=last, first_name=first)
        .with_columns(pl.when("spaced").then(name.str.replace_all("-", " ")).otherwise(name))
        .with_columns(
            pl.when("bare").then(name.str.normalize("NFKD").str.replace_all(r"\p{M}", "")).otherwise(name)
        )
        .select(pl.when("loud").then(name.str.to_uppercase()).otherwise(name))
    )


def as_written(rng: np.random.Generator, world: World, people: Integers, slips: Slips) -> pl.DataFrame:
    """Give people (places in the world, some perhaps twice) as one source writes them down, in the order given.

    Columns: cnp (text, null where there is none), last_name, first_name, sex (`female`, `male`), birth_date (a date).
    """
    cnp = _cnps(rng, world, people, slips)
    names = _names(rng, world, people, slips)
    born = pl.Series(world.people.born[people], dtype=pl.Int32).cast(pl.Date)
    sex = pl.Series(SEXES).gather(world.people.female[people].astype(np.int64))
    return pl.DataFrame({"cnp": cnp, **names.to_dict(), "sex": sex, "birth_date": born})
