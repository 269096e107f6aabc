"""A simulated country: county by county, every source's deliveries for each quarter, and the truth beside them."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from simulation.amc.county import write_amc_county
from simulation.arrays import shared_out
from simulation.disorder import Disorder, HandedOver, disordered, in_order
from simulation.evidence import count_people
from simulation.places import County, county
from simulation.primero import write_primero
from simulation.programme import members
from simulation.registers import REGISTERS, draw_registers, write_drawn, write_registers
from simulation.registers.deliveries import Registers
from simulation.slips import Slips
from simulation.spor.write import CHANGES, WHOLE, write_spor
from simulation.world import Evidence, Horizon, World, draw_world

SYSTEMS = ("amc", "spor", "primero")
SOURCES = (*SYSTEMS, *REGISTERS)
#: the part of a seed that is each one's own: who is left out changes nothing for the others
WORLD, AMC, SPOR, PRIMERO, REGISTER, DISORDER = range(6)


@dataclass(frozen=True)
class Job:
    """What is simulated of every county.

    quarters: those for which deliveries are made, in order of time; dumps: those of them for which AMC is dumped.
    """

    horizon: Horizon
    quarters: list[str]
    dumps: list[str]
    seed: int
    sources: frozenset[str]
    out: Path
    slips: Slips
    changes: bool
    uats: int | None
    programme: bool
    rows: bool

    def rng(self, number: int, part: int) -> np.random.Generator:
        """Give the generator of one part of a county (SIRUTA's number; 0: the country)."""
        return np.random.default_rng([self.seed, number, part])

    def county(self, code: str) -> County:
        """Give a county as far as it is simulated."""
        return county(code, self.uats, members() if self.programme else None)


def simulate_country(
    counties: Sequence[str],
    households: int,
    period: str = "2025-Q4",
    quarters: int = 4,
    seed: int = 1,
    sources: Sequence[str] = SOURCES,
    out: Path = Path("data"),
    *,
    delivered: Sequence[str] | None = None,
    slips: Slips | None = None,
    changes: bool = True,
    disorder: Disorder | None = None,
    dumps: Sequence[str] | None = None,
    uats: int | None = None,
    programme: bool = False,
    rows: bool = False,
    workers: int = 1,
) -> list[HandedOver]:
    """Simulate counties over `quarters` quarters up to `period`; `households` are shared out to them by size.

    Writes `<out>/landing/<source>/<quarter>/…` and, beside it, `<out>/truth/`: each source's own, `links/`, and
    `people/<county>.parquet`: distinct people in evidence in any system by quarter and place, as the last deliveries
    tell. Gives the order in which deliveries are handed over.

    delivered: the quarters for which deliveries are made (all, without it); changes: SPOR delivers changes after its
    first; disorder: deliveries go to batches with faults in place of the landing folder (see `disordered`); dumps: the
    quarters for which AMC is dumped (all that are delivered); uats: only the first of each county; programme: only the
    programme's UATs; rows: write also what was drawn, row by row, as the last deliveries can know of it, to
    `<out>/truth/rows/` (docs/simulation_truth.md; for small worlds: millions of rows in a national one); workers:
    processes.

    The same arguments give the same bytes, whatever the workers. Raises KeyError for an unknown county, ValueError for
    an unknown source or quarter, FileExistsError where there are deliveries in `out` already.
    """
    horizon = Horizon.of(period, quarters)
    wanted = sorted(delivered) if delivered is not None else horizon.quarters
    if not set(sources) <= set(SOURCES) or not wanted or not set(wanted) <= set(horizon.quarters):
        raise ValueError("sources and delivered quarters must be known ones")
    if any((out / "landing").glob("*/*/*")) or (out / "batches").exists():
        raise FileExistsError(out)
    dumped = [period for period in wanted if dumps is None or period in dumps]
    job = Job(
        horizon,
        wanted,
        dumped,
        seed,
        frozenset(sources),
        out,
        slips or Slips(),
        changes,
        uats,
        programme,
        rows,
    )
    places = [job.county(code) for code in counties]
    sizes = shared_out(households, np.array([place.sizes.sum() for place in places]))
    work = partial(_simulate_county, job)
    if workers > 1 and len(places) > 1:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            registers = list(pool.map(work, counties, sizes.tolist()))
    else:
        registers = list(map(work, counties, sizes.tolist()))
    names = [name for name in REGISTERS if name in job.sources]
    write_registers(registers, names, out, wanted)
    if rows:
        write_drawn(registers, names, out, wanted[-1])
    if disorder is None:
        return in_order(out, wanted)
    return disordered(job.rng(0, DISORDER), out, wanted, disorder)


def _simulate_county(job: Job, code: str, households: int) -> Registers:
    """Write the deliveries and the truth of one county; give its registers."""
    where = job.county(code)
    world = draw_world(job.rng(where.number, WORLD), where, households, job.horizon)
    evidence = _write_systems(job, world)
    if evidence:
        last = job.quarters[-1]
        counted = [period for period in job.horizon.quarters if period <= last]
        folder = job.out / "truth" / "people"
        folder.mkdir(parents=True, exist_ok=True)
        people = count_people(evidence, len(world.people), where, counted)
        people.write_parquet(folder / f"{code}.parquet")
    if job.sources.isdisjoint(REGISTERS):
        return {}
    return draw_registers(job.rng(where.number, REGISTER), world)


def _write_systems(job: Job, world: World) -> dict[str, Evidence]:
    """Write what each case-management system delivers; give their evidence by source."""
    number, given, evidence = world.county.number, (job.out, job.quarters, job.slips), {}
    rows = job.rows
    if "amc" in job.sources and job.dumps:
        evidence["amc"] = write_amc_county(
            world, job.rng(number, AMC), job.out, job.dumps, job.slips, rows=rows
        )
    if "spor" in job.sources:
        kinds = [WHOLE] + [CHANGES if job.changes else WHOLE] * (len(job.quarters) - 1)
        evidence["spor"] = write_spor(world, job.rng(number, SPOR), *given, kinds, rows=rows)
    if "primero" in job.sources:
        evidence["primero"] = write_primero(world, job.rng(number, PRIMERO), *given, rows=rows)
    return evidence
