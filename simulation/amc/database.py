"""One county's AMC database: drawn once for all quarters, dumped as it stood at some instant."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.amc.beneficiaries import (
    Beneficiaries,
    beneficiaries_table,
    draw_beneficiaries,
    household_tables,
    locality_at,
)
from simulation.amc.block import Block, draw_block
from simulation.amc.dirt import Dirt
from simulation.amc.findings import catagraphies_table, entries_table
from simulation.amc.interventions import intervention_tables, occasional_tables
from simulation.amc.rows import Rows
from simulation.amc.staff import Staff, activities_table, areas_table, draw_staff, users_table
from simulation.amc.truth import SOURCE, Counts, count
from simulation.arrays import Integers
from simulation.clock import end_of
from simulation.world import Evidence, World

Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Database:
    """All that a county's AMC holds in the end, table by table; code lists are not in it."""

    block: Block
    staff: Staff
    beneficiaries: Beneficiaries
    users: pl.DataFrame
    rows: dict[str, Rows]

    def tables(self, at: int) -> Tables:
        """Give the tables as they stood at an instant (UTC seconds)."""
        block, staff = self.block, self.staff
        rows = {name: rows.at(at) for name, rows in self.rows.items()}
        return {
            "beneficiaries": beneficiaries_table(block, staff, self.beneficiaries, at),
            **household_tables(block, staff, self.beneficiaries, at),
            "catagraphies": catagraphies_table(block, staff, at),
            **rows,
            "users": self.users,
            "profile_activity_areas": areas_table(block.county, staff),
        }

    def uat(self, at: int) -> Integers:
        """Give the UAT (SIRUTA code) that each record tells at an instant, 0 without a locality."""
        block = self.block
        home = block.world.memberships.household[block.records.spell(block.world, at)]
        without = locality_at(block, home) == 0
        return np.where(without, 0, block.county.uats[block.households.uat[home]])

    def counts(self, at: int, quarters: list[str]) -> dict[str, Counts]:
        """Count each quarter's end by what a dump taken at an instant tells."""
        block, uat = self.block, self.uat(at)
        uats = block.county.uats
        return {
            period: count(block.records, block.assessments, uat, uats, end_of(period)) for period in quarters
        }

    def links(self, at: int) -> pl.DataFrame:
        """Give who is behind each record of a dump: record_key, person (`<county>:<place in the world's people>`)."""
        there = np.flatnonzero(self.block.records.created < at)
        person = pl.Series(self.block.records.person[there]).cast(pl.String)
        return pl.DataFrame({"record_key": self.keys(there), "person": f"{self.block.county.code}:" + person})

    def evidence(self, at: int) -> Evidence:
        """Give who is in evidence by what a dump taken at an instant tells."""
        records = self.block.records
        there = np.flatnonzero((records.created < at) & ~records.occasional)
        return Evidence(
            record_key=self.keys(there),
            person=records.person[there],
            since=records.created[there],
            until=records.removed[there],
            uat=self.uat(at)[there],
            county=self.block.county.code,
        )

    def keys(self, record: Integers) -> pl.Series:
        """Name records (places): `amc:<county>:<id>`."""
        return f"{SOURCE}:{self.block.county.code}:" + pl.Series("record_key", record + 1).cast(pl.String)


def draw_database(rng: np.random.Generator, world: World, dirt: Dirt, seen: float = 1) -> Database:
    """Draw the AMC database of a county, which knows a share of its households."""
    block = draw_block(rng, world, dirt, seen)
    staff = draw_staff(rng, block.county)
    beneficiaries = draw_beneficiaries(rng, block)
    rows = {
        "vulnerability_entries": Rows(entries_table(rng, block, staff), block.assessments.stamp),
        **intervention_tables(rng, block),
        **occasional_tables(rng, block),
    }
    users = users_table(rng, block.county, staff, block.horizon)
    rows["community_activities"] = activities_table(rng, staff, block.horizon)
    return Database(block, staff, beneficiaries, users, rows)
