"""One county's share of an export, drawn on its own: what other counties hold does not change it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulation.amc.assessments import Assessments, draw_assessments
from simulation.amc.codes import Codes, all_codes
from simulation.amc.dirt import Dirt
from simulation.amc.records import Records, draw_records
from simulation.arrays import Integers
from simulation.places import County
from simulation.population import Households, People
from simulation.world import Horizon, World


@dataclass(frozen=True)
class Block:
    """A county's world, who of it is in AMC, and their assessments, by place in the arrays."""

    world: World
    records: Records
    assessments: Assessments
    codes: Codes
    dirt: Dirt

    @property
    def county(self) -> County:
        """The county."""
        return self.world.county

    @property
    def horizon(self) -> Horizon:
        """What the world covers."""
        return self.world.horizon

    @property
    def households(self) -> Households:
        """The world's households."""
        return self.world.households

    @property
    def people(self) -> People:
        """The world's people."""
        return self.world.people

    @cached_property
    def entry_uat(self) -> Integers:
        """The UAT (place in the county) in which each assessment was made."""
        entries = self.assessments
        home = self.world.household_at(self.records.person[entries.record], entries.stamp)
        return self.households.uat[home]


def draw_block(rng: np.random.Generator, world: World, dirt: Dirt, seen: float = 1) -> Block:
    """Draw the history in AMC of a county's people, of a share of the households."""
    records = draw_records(rng, world, dirt, seen)
    return Block(world, records, draw_assessments(rng, world, records, dirt), all_codes(), dirt)
