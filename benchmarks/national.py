"""The whole country, simulated and run: `make national`, or a part of it.

2,000 programme communities with about 1,030 households each, over 16 quarters: AMC's dump of each county once a year,
SPOR's and Primero's deliveries and the registers every quarter. `--share 16` takes at least a sixteenth: whole
counties, in the order of their codes, until they hold as many communities. The pipeline runs in a process of its own;
what it and its children hold in memory, counting once what they share, is looked at five times a second, and beyond
`--memory` GiB it is killed. A limit that the kernel keeps is set from outside, by a control group.

Prints each step when it begins, with the CPU seconds until then, and at the end what it all cost: seconds and CPU
seconds by step, the most memory that was held at any time, and the GiB of each part of the data root.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
from memory import GIB, held
from rich.console import Console
from rich.table import Table

COMMUNITIES, HOUSEHOLDS_EACH, QUARTERS = 2_000, 1_030, 16
LAST = "2025-Q4"
#: the fourth quarters: AMC's dumps hold all that was before
DUMPS = ("2022-Q4", "2023-Q4", "2024-Q4", "2025-Q4")
AS_OF = "2026-01-25"
console = Console(highlight=False)


def counties_of(share: int) -> tuple[list[str], int]:
    """Give the counties that hold a `share`-th of the communities at least, and how many they hold."""
    from simulation.places import all_counties, county
    from simulation.programme import members

    codes, communities = [], 0
    for code in all_counties().sort("county_code")["county_code"]:
        if communities * share < COMMUNITIES:
            codes.append(code)
            communities += len(county(code, among=members()).uats)
    return codes, communities


def simulate(data: Path, share: int, workers: int) -> dict[str, int]:
    """Write the deliveries; gives how many counties, communities, households and deliveries there are."""
    from simulation.country import simulate_country

    counties, communities = counties_of(share)
    households = communities * HOUSEHOLDS_EACH
    handed_over = simulate_country(
        counties, households, LAST, QUARTERS, 1, out=data, dumps=DUMPS, programme=True, workers=workers
    )
    return {
        "counties": len(counties),
        "communities": communities,
        "households": households,
        "deliveries": len(handed_over),
    }


def cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    return sum(os.times()[:4])


def run_alone(data: Path, first: str, last: str, as_of: str) -> int:
    """Run the pipeline in this process; prints a line of JSON at each step and at the end."""
    began = time.perf_counter()
    from datetime import datetime

    from orchestration.period import Period
    from orchestration.run import run
    from orchestration.settings import Settings

    imported = time.perf_counter() - began
    settings = Settings.read(data, as_of=datetime.fromisoformat(as_of))
    begun: dict[str, float] = {}

    def tell(step: str) -> None:
        begun[step] = cpu()
        print(json.dumps({"step": step, "cpu": begun[step]}), flush=True)

    outcome = run(settings, Period.parse(first), Period.parse(last), tell)
    until = [*list(begun.values())[1:], cpu()]
    spent = {step: end - at for (step, at), end in zip(begun.items(), until, strict=True)}
    said = {"refused": outcome.refused, "faults": outcome.faults}
    print(json.dumps({"imports": imported, "seconds": outcome.seconds, "cpu": spent, **said}), flush=True)
    return 0 if outcome.succeeded else 1


def run_watched(data: Path, memory: int, first: str, last: str, as_of: str = AS_OF) -> dict[str, Any]:
    """Run the pipeline in a child process; gives its seconds and CPU seconds by step and the peak of memory in GiB.

    Raises RuntimeError where it failed, or was killed for having more than `memory` GiB.
    """
    command = [sys.executable, __file__, "pipeline", "--data", str(data)]
    command += ["--from", first, "--period", last, "--as-of", as_of]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    peak, process = 0.0, psutil.Process(child.pid)

    def watch() -> None:
        nonlocal peak
        while child.poll() is None:
            peak = max(peak, held(process))
            if peak > memory:
                child.kill()
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    began, told = time.perf_counter(), {}
    for line in child.stdout:
        if not line.startswith("{"):  # what dbt says of a fault
            console.print(line.rstrip(), markup=False)
            continue
        told = json.loads(line)
        if "step" in told:
            console.print(f"{time.perf_counter() - began:9.0f} s {told['cpu']:9.0f} CPU s  {told['step']}")
    watcher.join()
    if child.returncode:
        raise RuntimeError(f"the pipeline ended with {child.returncode}, {peak:.1f} GiB at the most: {told}")
    return {**told, "whole": time.perf_counter() - began, "peak": peak}


def size_of(folder: Path) -> int:
    """Give the bytes of a file, or of all files in a folder."""
    files = [folder] if folder.is_file() else [path for path in folder.rglob("*") if path.is_file()]
    inodes = {(found.st_dev, found.st_ino): found.st_size for found in (path.stat() for path in files)}
    return sum(inodes.values())


def national(data: Path, share: int, workers: int, memory: int) -> None:
    began = time.perf_counter()
    if not (data / "landing").exists():
        console.print(f"simulating 1/{share} of the country in {data}")
        (data / "simulated.json").parent.mkdir(parents=True, exist_ok=True)
        (data / "simulated.json").write_text(json.dumps(simulate(data, share, workers)), encoding="utf-8")
    simulated = json.loads((data / "simulated.json").read_text(encoding="utf-8"))
    simulating = time.perf_counter() - began
    console.print(", ".join(f"{number:,} {what}" for what, number in simulated.items()))
    from orchestration.period import Period

    cost = run_watched(data, memory, str(Period.parse(LAST).shift(1 - QUARTERS)), LAST)
    title = f"{simulated['communities']:,} of {COMMUNITIES:,} communities, {QUARTERS} quarters"
    table = Table("", "", "CPU", title=title)
    table.add_row("simulation, s", f"{simulating:.0f}")
    for step, seconds in cost["seconds"].items():
        table.add_row(f"{step}, s", f"{seconds:.0f}", f"{cost['cpu'][step]:.0f}")
    table.add_row("pipeline, s", f"{cost['whole']:.0f}", f"{sum(cost['cpu'].values()):.0f}")
    table.add_row("most memory, GiB", f"{cost['peak']:.1f}")
    for part in ("landing", "lake", "quarantine", "warehouse.duckdb", "releases"):
        table.add_row(f"{part}, GiB", f"{size_of(data / part) / GIB:.1f}")
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", nargs="?", choices=["national", "pipeline"], default="national")
    parser.add_argument("--data", type=Path, default=Path("data/national"))
    parser.add_argument("--share", type=int, default=1, help="1: all; 16: a sixteenth")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--memory", type=int, default=8, help="GiB beyond which it is killed")
    parser.add_argument("--from", dest="first", default=LAST)
    parser.add_argument("--period", default=LAST)
    parser.add_argument("--as-of", default=AS_OF)
    given = parser.parse_args()
    if given.command == "pipeline":
        sys.exit(run_alone(given.data, given.first, given.period, given.as_of))
    national(given.data.resolve(), given.share, given.workers, given.memory)


if __name__ == "__main__":
    main()
