"""The programme's UATs: in which wave each joins, on what day, and when its team really starts.

139 UATs are in the pilot (wave 1) and 2,000 in the end, one of each county among the first: the same in every world.
"""

from functools import cache

import numpy as np

from simulation.arrays import Integers
from simulation.clock import DAY, NEVER
from simulation.places import County, all_uats

PILOT, IN_THE_END, WAVES = 139, 2000, 5
LAST_WAVE_AT = 0.75
EAGERNESS = {"commune": 1.0, "town": 0.4, "municipality": 0.2}
USUAL_DELAY = 30 * DAY
DRAWN_WITH = 2000


@cache
def _waves_of_the_country() -> tuple[Integers, Integers]:
    """Give all UATs' SIRUTA codes, in order, and the wave of each."""
    uats = all_uats()
    eager = uats["kind"].replace_strict(EAGERNESS).to_numpy()
    turn = np.random.default_rng(DRAWN_WITH).exponential(1 / eager)
    code = np.unique(uats["county_code"].to_numpy(), return_inverse=True)[1]
    by_county = np.lexsort((turn, code))
    first = by_county[np.unique(code[by_county], return_index=True)[1]]
    turn[first] -= turn.max()
    place = np.argsort(np.argsort(turn))
    later = 2 + (place - PILOT) * (WAVES - 1) // (IN_THE_END - PILOT)
    wave = np.select([place < PILOT, place < IN_THE_END], [np.ones_like(place), later], default=0)
    return uats["siruta"].to_numpy(), wave


def waves(where: County) -> Integers:
    """Give the wave of each of a county's UATs, from 1; 0 for those that never join."""
    sirutas, wave = _waves_of_the_country()
    return wave[np.searchsorted(sirutas, where.uats)]


def members() -> Integers:
    """Give the SIRUTA codes of all UATs that are in the programme in the end."""
    sirutas, wave = _waves_of_the_country()
    return sirutas[wave > 0]


def joining(wave: Integers, start: int, turns: Integers) -> Integers:
    """Give the instant of each wave's official start, a quarter's first: the pilot's is the horizon's; else NEVER.

    `turns` are the ends of the quarters that the horizon covers.
    """
    begins = np.concatenate([[start], turns[:-1]])
    quarter = ((np.arange(WAVES)) * LAST_WAVE_AT * len(turns) / (WAVES - 1)).astype(np.int64)
    return np.where(wave > 0, begins[quarter][np.maximum(wave, 1) - 1], NEVER)


def team_starts(rng: np.random.Generator, wave: Integers, start: int, turns: Integers) -> Integers:
    """Draw when the team of each UAT starts to work, NEVER without one: after the official day, some much later."""
    delay = (rng.exponential(USUAL_DELAY, len(wave))).astype(np.int64)
    return np.where(wave > 0, np.minimum(joining(wave, start, turns), NEVER - delay) + delay, NEVER)
