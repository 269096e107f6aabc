"""An export of AMC's database about invented people, with the truth beside it."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from simulation.amc.codes import all_codes
from simulation.amc.database import Database, Tables, draw_database
from simulation.amc.dirt import Dirt
from simulation.amc.interventions import CASES, SERVICES
from simulation.amc.nomenclature import nomenclature_tables
from simulation.amc.truth import COUNTRY, added, code_rows, levels, people_rows
from simulation.arrays import shared_out
from simulation.places import county
from simulation.world import Horizon, draw_still_world

#: which table's ids a column holds, beside its own table's `id`
REFERENCES = {
    "nurse_id": "users",
    "mediator_id": "users",
    "user_id": "users",
    "family_id": "families",
    "household_id": "households",
    "beneficiary_id": "beneficiaries",
    "parent_id": "interventions",
    "ocasional_intervention_id": "ocasional_interventions",
}


@dataclass(frozen=True)
class AmcExport:
    """An export and what must be counted in it.

    tables: AMC's tables by name, each with AMC's columns in AMC's order, ready to be written as text.
    truth: the rows of core.vulnerability_quarter (period, geo_level, geo_code, source, source_code, people,
    assessed, in_evidence).
    people_truth: period, geo_level, geo_code, in_evidence, assessed, also where nobody carries a code.
    totals: rows per table.
    """

    counties: list[str]
    period: str
    tables: Tables
    truth: pl.DataFrame
    people_truth: pl.DataFrame
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The delivery's name without ending: `amc-SM-2025-Q4`."""
        return f"amc-{'-'.join(self.counties)}-{self.period}"


def _one_database(parts: list[Tables]) -> Tables:
    """Put counties' tables into one database: ids, and what refers to them, go on from one to the next."""
    whole: dict[str, list[pl.DataFrame]] = {name: [] for name in parts[0]}
    before = dict.fromkeys(parts[0], 0)
    for part in parts:
        for name, table in part.items():
            shifts = {"id": pl.col("id") + before[name]}
            shifts |= {
                column: pl.col(column) + before[to]
                for column, to in REFERENCES.items()
                if column in table.columns
            }
            if name == "interventions":
                of_case = pl.col("interventionable_type") == "case"
                shift = pl.when(of_case).then(before[CASES]).otherwise(before[SERVICES])
                shifts["interventionable_id"] = pl.col("interventionable_id") + shift
            whole[name].append(table.with_columns(**shifts))
        for name, table in part.items():
            before[name] += table.select(pl.col("id").max()).item() or 0
    return {name: pl.concat(tables) for name, tables in whole.items()}


def _truth(databases: list[Database], quarters: list[str], at: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Count all counties at each quarter's end, for the country, the counties and the UATs."""
    codes = all_codes()
    people, carried = [], []
    counted = [(database.block.county, database.counts(at, quarters)) for database in databases]
    for period in quarters:
        parts = [part for where, counts in counted for part in levels(counts[period], where.code, where.uats)]
        country = added([counts for level, _, counts in parts if level == "county"])
        for level, places, counts in [("country", [COUNTRY], country), *parts]:
            people.append(people_rows(counts, period, level, places))
            carried.append(code_rows(counts, period, level, places, codes))
    keys = ["period", "geo_level", "geo_code"]
    return pl.concat(carried).sort(*keys, "source_code"), pl.concat(people).sort(keys)


def simulate_amc(
    counties: list[str],
    people: int,
    period: str = "2025-Q4",
    quarters: int = 8,
    seed: int = 1,
    *,
    uats: int | None = None,
    dirt: Dirt | None = None,
) -> AmcExport:
    """Simulate AMC's database as it stood some days after `period`, and the truth for `quarters` quarters.

    `people` is the number of rows of `beneficiaries` over all counties (car-plate codes), `uats` limits each
    county to its first UATs. The same arguments give the same bytes; an unknown county raises KeyError.
    """
    horizon = Horizon.of(period, quarters)
    places = [county(code, uats) for code in counties]
    databases = []
    for where, size in zip(
        places, shared_out(people, np.array([place.sizes.sum() for place in places])), strict=True
    ):
        rng = np.random.default_rng([seed, where.number])
        world = draw_still_world(rng, where, int(size), horizon)
        databases.append(draw_database(rng, world, dirt or Dirt()))
    parts = [database.tables(horizon.taken) for database in databases]
    tables = _one_database(parts) | nomenclature_tables()
    truth, people_truth = _truth(databases, horizon.quarters, horizon.taken)
    return AmcExport(
        counties=counties,
        period=period,
        tables=tables,
        truth=truth,
        people_truth=people_truth,
        totals={name: table.height for name, table in tables.items()},
    )
