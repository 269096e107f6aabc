"""An export of AMC's database about invented people, with the truth beside it."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from simulation.amc.beneficiaries import beneficiaries_table, household_tables
from simulation.amc.block import Block, draw_block
from simulation.amc.codes import all_codes
from simulation.amc.dirt import Dirt
from simulation.amc.findings import catagraphies_table, entries_table
from simulation.amc.interventions import CASES, SERVICES, intervention_tables, occasional_tables
from simulation.amc.nomenclature import nomenclature_tables
from simulation.amc.records import Horizon
from simulation.amc.staff import activities_table, areas_table, draw_staff, users_table
from simulation.amc.truth import COUNTRY, Counts, added, code_rows, count, people_rows
from simulation.arrays import shared_out
from simulation.clock import end_of
from simulation.places import county

Tables = dict[str, pl.DataFrame]

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


def _county_tables(rng: np.random.Generator, block: Block) -> Tables:
    """Write one county's tables, the ids of each from 1."""
    staff = draw_staff(rng, block.county)
    return {
        "beneficiaries": beneficiaries_table(rng, block, staff),
        **household_tables(block, staff),
        "catagraphies": catagraphies_table(block, staff),
        "vulnerability_entries": entries_table(rng, block, staff),
        **intervention_tables(rng, block),
        **occasional_tables(rng, block),
        "users": users_table(rng, block.county, staff, block.horizon),
        "profile_activity_areas": areas_table(block.county, staff),
        "community_activities": activities_table(rng, staff, block.horizon),
    }


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
            before[name] += table.height
    return {name: pl.concat(tables) for name, tables in whole.items()}


def _truth(blocks: list[Block], quarters: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Count all blocks at each quarter's end, for the country, the counties and the UATs."""
    codes = all_codes()
    people, carried = [], []
    for period in quarters:
        levels: list[tuple[str, list[str], Counts]] = []
        for block in blocks:
            counts = count(block.records, block.assessments, block.county.uats, end_of(period))
            levels.append(("county", [block.county.code], counts.total()))
            levels.append(("uat", [str(siruta) for siruta in block.county.uats], counts.without_first()))
        country = added([counts for level, _, counts in levels if level == "county"])
        for level, places, counts in [("country", [COUNTRY], country), *levels]:
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
    blocks, parts = [], []
    for where, size in zip(
        places, shared_out(people, np.array([place.sizes.sum() for place in places])), strict=True
    ):
        rng = np.random.default_rng([seed, where.number])
        block = draw_block(rng, where, int(size), horizon, dirt or Dirt())
        blocks.append(block)
        parts.append(_county_tables(rng, block))
    tables = _one_database(parts) | nomenclature_tables()
    truth, people_truth = _truth(blocks, horizon.quarters)
    return AmcExport(
        counties=counties,
        period=period,
        tables=tables,
        truth=truth,
        people_truth=people_truth,
        totals={name: table.height for name, table in tables.items()},
    )
