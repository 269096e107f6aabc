"""One county's share of an export, drawn on its own: what other counties hold does not change it."""

from dataclasses import dataclass

import numpy as np

from simulation.amc.assessments import Assessments, draw_assessments
from simulation.amc.codes import Codes, all_codes
from simulation.amc.dirt import Dirt
from simulation.amc.records import Horizon, Records, draw_records
from simulation.clock import DAY
from simulation.places import County
from simulation.population import Population, draw_population


@dataclass(frozen=True)
class Block:
    """The people of one county, their records and their assessments, by place in the arrays."""

    population: Population
    records: Records
    assessments: Assessments
    horizon: Horizon
    codes: Codes
    dirt: Dirt

    @property
    def county(self) -> County:
        """The county."""
        return self.population.county


def draw_block(rng: np.random.Generator, where: County, people: int, horizon: Horizon, dirt: Dirt) -> Block:
    """Draw a county's people and their history in AMC."""
    population = draw_population(rng, where, people, today=horizon.end // DAY)
    records = draw_records(rng, population, horizon, dirt)
    assessments = draw_assessments(rng, population, records, horizon, dirt)
    return Block(population, records, assessments, horizon, all_codes(), dirt)
