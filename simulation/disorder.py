"""Deliveries as they really come: in which batch each is handed over, late, twice, corrected or incomplete at first."""

import io
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from simulation.zipped import csv_bytes, zip_bytes

#: of which table a first version lacks rows, and without which table an incomplete delivery comes
LACKS_ROWS_OF = {"amc": "vulnerability_entries", "spor": "visits"}
COMES_WITHOUT = {"amc": "interventions", "spor": "memberships"}
PLAIN, LATE, TWICE = "plain", "late", "twice"
FIRST_VERSION, CORRECTION, INCOMPLETE, COMPLETION = "first_version", "correction", "incomplete", "completion"
KEPT_AT_FIRST = 0.9
CUT_AT = 0.6
PLAN = Path("truth") / "deliveries.csv"


@dataclass(frozen=True)
class Disorder:
    """Shares in [0, 1] of all deliveries, each of which has one fault at most.

    late: handed over with the next batch; twice: once more under another name, with the same or the next batch;
    corrected: a first version lacks rows, the right one comes with the next batch under another name; incomplete: at
    first a table is missing, or the end of the file, the whole one comes with the next batch under another name.
    """

    late: float = 0.08
    twice: float = 0.05
    corrected: float = 0.05
    incomplete: float = 0.03


@dataclass(frozen=True)
class HandedOver:
    """A delivery in a batch: `path` below the landing folder, `how` it comes (`plain`, `late`, `correction`, …)."""

    batch: int
    path: Path
    how: str


def in_order(out: Path, quarters: list[str]) -> list[HandedOver]:
    """List what lies in `<out>/landing`, one batch a quarter from 1, and write it to `<out>/truth/deliveries.csv`."""
    landing = out / "landing"
    found = sorted(path.relative_to(landing) for path in landing.glob("*/*/*"))
    plan = [HandedOver(quarters.index(path.parts[1]) + 1, path, PLAIN) for path in found]
    return _written(out, plan)


def disordered(
    rng: np.random.Generator, out: Path, quarters: list[str], disorder: Disorder
) -> list[HandedOver]:
    """Move what lies in `<out>/landing` to batches with faults, in `<out>/batches/<n>/`, each laid out as landing.

    The plan goes to `<out>/truth/deliveries.csv`; `hand_over` puts a batch into the landing folder. Once all batches
    are there, the newest delivery of each county and quarter is the right one.
    """
    landing, plan = out / "landing", []
    kinds = (LATE, TWICE, FIRST_VERSION, INCOMPLETE)
    limits = np.cumsum([disorder.late, disorder.twice, disorder.corrected, disorder.incomplete])
    for plain in in_order(out, quarters):
        kind = int(np.searchsorted(limits, rng.random(), side="right"))
        fault = kinds[kind] if kind < len(kinds) else PLAIN
        whole = (landing / plain.path).read_bytes()
        plan += _handed_over(rng, out, plain, fault, whole)
    shutil.rmtree(landing)
    landing.mkdir()
    return _written(out, sorted(plan, key=lambda entry: (entry.batch, entry.path)))


def hand_over(out: Path, batch: int) -> list[Path]:
    """Copy a batch into `<out>/landing`; give the paths of its deliveries there."""
    folder, landed = out / "batches" / str(batch), []
    for path in sorted(folder.glob("*/*/*")):
        target = out / "landing" / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        landed.append(target)
    return landed


def _handed_over(
    rng: np.random.Generator, out: Path, plain: HandedOver, fault: str, whole: bytes
) -> list[HandedOver]:
    """Write one delivery into its batches, given how it goes wrong; what cannot go wrong that way comes plainly."""
    path, following = plain.path, plain.batch + 1
    first = _spoilt(path, whole, fault)
    if first is None:
        later = LATE if fault == LATE else PLAIN
        return [_put(out, HandedOver(following if later == LATE else plain.batch, path, later), whole)]
    if fault == TWICE:
        again = HandedOver(plain.batch + int(rng.integers(0, 2)), _renamed(path, "copie"), TWICE)
        return [_put(out, plain, whole), _put(out, again, whole)]
    name, how = ("corectat", CORRECTION) if fault == FIRST_VERSION else ("complet", COMPLETION)
    return [
        _put(out, HandedOver(plain.batch, path, fault), first),
        _put(out, HandedOver(following, _renamed(path, name), how), whole),
    ]


def _spoilt(path: Path, whole: bytes, fault: str) -> bytes | None:
    """Give what comes first where something else, or the same again, follows; None where nothing does."""
    if fault == TWICE:
        return whole
    if fault == INCOMPLETE:
        without = COMES_WITHOUT.get(path.parts[0])
        return _without_table(whole, without) if without else whole[: int(len(whole) * CUT_AT)]
    if fault == FIRST_VERSION and path.suffix == ".zip":
        return without_rows(whole, LACKS_ROWS_OF.get(path.parts[0], path.parts[0]))
    return None


def _members(whole: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _without_table(whole: bytes, table: str) -> bytes:
    return zip_bytes({name: text for name, text in _members(whole).items() if name != f"{table}.csv"})


def without_rows(whole: bytes, table: str) -> bytes | None:
    """Leave out the last rows of a table; None where it has too few to lose one."""
    files = _members(whole)
    rows = pl.read_csv(files[f"{table}.csv"], infer_schema=False)
    kept = rows.head(int(rows.height * KEPT_AT_FIRST))
    if kept.height in (0, rows.height):
        return None
    return zip_bytes(files | {f"{table}.csv": csv_bytes(kept)})


def _renamed(path: Path, addition: str) -> Path:
    return path.with_name(f"{path.stem}-{addition}{path.suffix}")


def _put(out: Path, entry: HandedOver, content: bytes) -> HandedOver:
    target = out / "batches" / str(entry.batch) / entry.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return entry


def _written(out: Path, plan: list[HandedOver]) -> list[HandedOver]:
    path = out / PLAN
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {
        "batch": [entry.batch for entry in plan],
        "path": [entry.path.as_posix() for entry in plan],
        "how": [entry.how for entry in plan],
    }
    pl.DataFrame(rows, schema={"batch": pl.Int64, "path": pl.String, "how": pl.String}).write_csv(path)
    return plan
