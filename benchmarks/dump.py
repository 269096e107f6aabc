"""What taking in a whole dump costs of which most is known: `python benchmarks/dump.py`.

AMC-MSR's dumps of one county for two quarters that follow each other. Each round takes in, each in a process of its own
with its imports done: the second dump into an empty data root, all of it new; the first one, and then the second on top
of it, when what the first one held is known. Both read, check and tell of the same dump; only the lake differs.

The machine's speed drifts, so only the ratios of a round mean something: wall, and CPU of a process and its children.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from ingest import AS_OF, PERIOD, Costs, measured
from rich.console import Console
from rich.table import Table

COUNTY, QUARTERS, SEED = "SM", 8, 7
BEFORE = "2025-Q3"


def take(landing: Path, out: Path) -> Costs:
    """Take in what lies in a landing folder and is not known yet: seconds, and what of the last dump was stored."""
    import polars as pl

    import quality.feedback.page
    import quality.feedback.workbook  # noqa: F401
    from orchestration.intake import admit, take_in
    from orchestration.period import Period
    from orchestration.settings import Settings
    from orchestration.sources import SOURCES

    settings = Settings.read(data=out, landing=landing, as_of=AS_OF)

    def judge() -> None:
        if not all(one.accepted for one in take_in(settings, Period.parse(PERIOD))):
            raise SystemExit("refused")

    costs = {f"read and judged, {kind}": seconds for kind, seconds in measured(judge).items()}
    costs |= {f"let in, {kind}": seconds for kind, seconds in measured(lambda: admit(settings)).items()}
    newest = max((settings.lake / "amc" / "deliveries").glob("2*.parquet")).name
    tables = [settings.lake / "amc" / table.name / newest for table in SOURCES["amc"].contract.tables]
    gone = settings.lake / "amc" / "delivery_gone_rows" / newest
    costs["MB stored"] = sum(file.stat().st_size for file in [*tables, gone] if file.exists()) / 1e6
    costs["rows stored"] = sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in tables)
    return costs


def part(landing: Path, out: Path) -> Costs:
    """Take in, in a process of its own."""
    command = [sys.executable, __file__, "take", str(landing), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    costs: Costs = json.loads(done.stdout.splitlines()[-1])
    return costs


def landings(households: int, root: Path) -> tuple[Path, Path, Path]:
    """Simulate the dumps; gives landing folders with the first, the second and both."""
    from simulation.country import simulate_country

    simulate_country(
        [COUNTY], households, PERIOD, QUARTERS, SEED, ["amc"], root / "both", dumps=[BEFORE, PERIOD]
    )
    both = root / "both" / "landing"
    for name in (BEFORE, PERIOD):
        shutil.copytree(both / "amc" / name, root / name / "amc" / name)
    return root / BEFORE, root / PERIOD, both


def one_round(first: Path, second: Path, both: Path, work: Path) -> dict[str, float]:
    """Give the figures of the second dump, alone and on top of the first, and their ratios."""
    alone = part(second, work / "alone")
    part(first, work / "on top")
    on_top = part(both, work / "on top")
    for costs in (alone, on_top):
        for kind in ("wall", "cpu"):
            costs[f"in all, {kind}"] = costs[f"read and judged, {kind}"] + costs[f"let in, {kind}"]
    found = {f"alone: {name}": figure for name, figure in alone.items()}
    found |= {f"on top: {name}": figure for name, figure in on_top.items()}
    names = ("in all, wall", "in all, cpu", "MB stored", "rows stored")
    return found | {f"on top / alone: {name}": on_top[name] / alone[name] for name in names}


def main(households: int, rounds: int) -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, console.status("simulation"):
        places = landings(households, Path(folder))
        found = []
        for _ in range(rounds):
            with tempfile.TemporaryDirectory(dir=folder) as work:
                found.append(one_round(*places, Path(work)))
    table = Table(
        "", "min", "median", "max", title=f"{rounds} rounds, {households:,} households at the start"
    )
    for name in found[0]:
        values = [one[name] for one in found]
        table.add_row(name, *(f"{f(values):,.3f}" for f in (min, statistics.median, max)))
    console.print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["take"]:
        print(json.dumps(take(Path(sys.argv[2]), Path(sys.argv[3]))))
    else:
        parser = argparse.ArgumentParser(
            description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        parser.add_argument("--households", type=int, default=40_000)
        parser.add_argument("--rounds", type=int, default=5)
        main(**vars(parser.parse_args()))
