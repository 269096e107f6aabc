"""Writes a county's deliveries, one per quarter, and the truth of the newest."""

from pathlib import Path
from typing import Literal

import numpy as np

from simulation.primero.as_csv import as_csv
from simulation.primero.as_json import as_json
from simulation.primero.as_xlsx import as_xlsx
from simulation.primero.cases import draw_cases
from simulation.primero.dirt import PrimeroDirt, Setup
from simulation.primero.drawn import write_drawn
from simulation.primero.export import export_of
from simulation.primero.facts import draw_facts
from simulation.primero.state import state_at
from simulation.primero.subforms import SERVICES, draw_subforms
from simulation.primero.truth import SOURCE, Truth
from simulation.slips import Slips
from simulation.world import Evidence, World, taken

Layout = Literal["csv", "json", "xlsx"]
CHILDREN_WITH_A_CASE = 0.04


def _missing(setup: Setup, layout: Layout) -> frozenset[str]:
    """Give the fields that a file does not hold: those inside a subform are missing in Excel only."""
    return frozenset(name for name in setup.hidden if layout == "xlsx" or "." not in name)


def _write_truth(truth: Truth, out: Path, quarters: list[str]) -> None:
    county = truth.county.code
    folder, links = out / "truth" / SOURCE / county, out / "truth" / "links"
    folder.mkdir(parents=True, exist_ok=True)
    links.mkdir(parents=True, exist_ok=True)
    truth.vulnerabilities(quarters).write_parquet(folder / "vulnerability_quarter.parquet")
    truth.counts(quarters).write_parquet(folder / "counts.parquet")
    truth.links().write_parquet(links / f"{SOURCE}-{county}.parquet")


def write_primero(
    world: World,
    rng: np.random.Generator,
    out: Path,
    quarters: list[str],
    slips: Slips,
    layout: Layout = "csv",
    *,
    setup: Setup | None = None,
    dirt: PrimeroDirt | None = None,
    share: float = CHILDREN_WITH_A_CASE,
    rows: bool = False,
) -> Evidence:
    """Write one delivery per quarter as `<out>/landing/primero/<period>/primero-<county>-<period>.<layout>`.

    Each is the whole state of the county some days after its quarter; `quarters` are in order of time, within the
    world's horizon. The truth of all of them, as the newest delivery tells it, goes to `<out>/truth/primero/<county>/`
    and `<out>/truth/links/`; with `rows` also what was drawn, row by row, to `<out>/truth/rows/primero/`. `share` is
    that of the county's children with a case at some time. The same world, `rng` and shares give the same cases in
    every layout and setup, and the same bytes in the same.
    """
    setup, dirt = setup or Setup(), dirt or PrimeroDirt()
    county = world.county.code
    cases = draw_cases(rng, world, dirt, share)
    facts = draw_facts(rng, world, cases, slips, dirt)
    subforms = draw_subforms(rng, world, cases, dirt)
    for period in quarters:
        state = state_at(world, cases, facts, taken(period), setup.closed)
        export = export_of(world, cases, facts, subforms, state)
        match layout:
            case "csv":
                content = as_csv(export, setup)
            case "json":
                content = as_json(export, setup, world)
            case "xlsx":
                content = as_xlsx(export, setup, world)
        path = out / "landing" / SOURCE / period / f"{SOURCE}-{county}-{period}.{layout}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    missing = _missing(setup, layout)
    ids = facts.uuid if "case_id_display" in missing and layout != "xlsx" else facts.short_id
    keys = f"{SOURCE}:{county}:" + ids
    truth = Truth(world.county, cases.person, keys, state, subforms[SERVICES], missing)
    _write_truth(truth, out, quarters)
    if rows:
        write_drawn(truth, facts, out / "truth" / "rows" / SOURCE)
    return truth.evidence()
