"""SPOR deliveries of a small invented county, written and read back."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from spor_recount import Tables, read

from simulation.clock import end_of
from simulation.places import County, county
from simulation.slips import Slips
from simulation.spor import SporDirt, write_spor
from simulation.world import Evidence, Horizon, World, draw_world

PERIOD, QUARTERS, COUNTY = "2025-Q4", 6, "SM"
HORIZON = Horizon.of(PERIOD, QUARTERS)
PERIODS = HORIZON.quarters
CHANGING = ["whole"] + ["changes"] * (QUARTERS - 1)
#: dirt in every kind, so often that a small export holds all of it
MUCH = SporDirt(
    **{field.name: min(0.3, field.default * 8) for field in fields(SporDirt)}
    | {"near_turn": 0.3, "unknown_uat": 0.02, "unknown_code": 0.02}
)


Written = tuple[Path, list[Tables], Evidence]


def small_world(households: int = 700, seed: int = 3, uats: int = 6) -> World:
    """A county of a few UATs, all of them in the programme, the last ones late."""
    where: County = county(COUNTY, uats)
    world = draw_world(np.random.default_rng(seed), where, households, HORIZON)
    late = np.linspace(HORIZON.start, end_of(PERIODS[2]), uats).astype(np.int64)
    return replace(world, joined=late, wave=np.ones(uats, dtype=np.int64))


def written(
    out: Path,
    kinds: list[str] | None = None,
    quarters: list[str] | None = None,
    dirt: SporDirt | None = None,
    seed: int = 7,
    world: World | None = None,
) -> tuple[list[Tables], Evidence]:
    """Write some deliveries and read them back, in order of time."""
    quarters = quarters or PERIODS
    kinds = kinds or CHANGING[: len(quarters)]
    world = world or small_world()
    evidence = write_spor(world, np.random.default_rng(seed), out, quarters, Slips(), kinds, dirt)
    return [read(delivery(out, period)) for period in quarters], evidence


def delivery(out: Path, period: str) -> Path:
    return out / "landing" / "spor" / period / f"spor-{COUNTY}-{period}.zip"


def records(tables: Tables) -> Tables:
    return {name: rows for name, rows in tables.items() if name not in ("delivery", "tombstones")}
