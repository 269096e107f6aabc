"""What an office would write otherwise: the same indicators in pandas and in PostgreSQL.

`python benchmarks/office.py [HOUSEHOLDS ...]`; needs `apt-get install postgresql` and the extra `bench`.

For each size a country is simulated and taken in; then each way computes the shares of the frame `person` (all but
`LIV-*` and `RES-*`, see office/pandas_indicators.py) for all quarters from the same lake, in a process of its own:

- ours: the project's dbt run of `indicator_value` and all that it is made from, in a new warehouse. It computes all
  indicators of all frames, the others only those shares; `ours, own part` counts only the seconds of the models from
  which the frame `person`, its sums and values are made (the sums and values of all frames). Catalogues are seeded
  before, and dbt has read its project: both are named as loading;
- pandas: office/pandas_indicators.py. It reads Parquet as it goes, so that nothing is loaded before;
- PostgreSQL: office/postgres_indicators.py, where loading is from Parquet over CSV to analysed tables.

Imports are not counted. The rows have to be identical: no row on one side only, sums equal, shares and intervals equal
to 1e-9. A way that holds more than `--memory` at once (proportional set size of all its processes, so that shared
memory counts once) or takes longer than `--patience` is ended and not tried on larger sizes. Rounds go ours, pandas,
PostgreSQL, ours, …: the machine's speed drifts, so only the ratio within a round means something. A ratio above 1 says
that ours is faster. What is held is looked at five times a second.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psutil
from memory import held
from rich.console import Console
from rich.table import Table

from orchestration.period import Period

HERE = Path(__file__).resolve().parent / "office"
LAST = Period(2025, 4)
HOUSEHOLDS_OF_A_UAT = 1030  # as many as a community of the programme has
TARGET, GATE = "indicator_value", "core_failures"
KEYS = "period, geo_level, geo_code, indicator, breakdown, category"
OURS, OWN_PART, PANDAS, POSTGRES = "ours", "ours, own part", "pandas", "PostgreSQL"
CONSOLE = Console(width=120)


@dataclass
class Run:
    """How a way fared once: seconds of its work and of loading, GiB at its peak, and why it was ended, if it was."""

    seconds: float = 0.0
    loading: float = 0.0
    peak: float = 0.0
    failed: str | None = None
    own_part: float = 0.0


@dataclass
class Way:
    """A way to compute the indicators: its program and how it names its files; its runs by number of households."""

    name: str
    program: list[str]
    files: str = ""
    runs: dict[int, list[Run]] = field(default_factory=dict)

    @property
    def gave_up(self) -> bool:
        return any(run.failed for runs in self.runs.values() for run in runs)


@dataclass(frozen=True)
class Bounds:
    """What a way may hold (GiB) and take (seconds), and how often it is measured."""

    memory: float
    patience: float
    rounds: int


# --- the world --------------------------------------------------------------------------------------------------------


def make_world(counties: list[str], households: int, quarters: int, root: Path) -> None:
    """Simulate a country and take its deliveries in, in the data root `root`."""
    from orchestration.intake import admit, take_in
    from orchestration.settings import Settings
    from simulation.country import simulate_country

    uats = max(1, round(households / HOUSEHOLDS_OF_A_UAT / len(counties)))
    simulate_country(counties, households, str(LAST), quarters, out=root, uats=uats)
    settings = Settings.read(data=root, as_of=datetime(2026, 6, 1, tzinfo=UTC))
    take_in(settings, LAST)
    admit(settings)


# --- ours -------------------------------------------------------------------------------------------------------------


def run_ours(data: Path, first: str, last: str) -> None:
    """Build `indicator_value` from the lake, in a new warehouse; prints the seconds as JSON."""
    import dbt.adapters.duckdb.connections
    import dbt.cli.main  # noqa: F401

    from orchestration import dbt as project
    from orchestration.settings import Settings

    settings = Settings.read(data=data)
    settings.warehouse.unlink(missing_ok=True)
    began = time.perf_counter()
    project.run(["seed"], settings, first, last)
    seeded = time.perf_counter()
    # what gate 2 counts is no part of an indicator
    built = project.run(["run", "--select", f"+{TARGET}", "--exclude", GATE], settings, first, last)
    done = time.perf_counter()
    nodes = {result.node.unique_id: result.node for result in built}
    waiting = [i for i, node in nodes.items() if node.name == "person_quarter"]
    own = {i for i, node in nodes.items() if node.name in ("place", "indicator_count", TARGET)}
    while waiting:
        own.add(one := waiting.pop())
        waiting += [i for i in nodes[one].depends_on.nodes if i in nodes and i not in own]
    own_part = sum(result.execution_time for result in built if result.node.unique_id in own)
    print(json.dumps({"loading": seeded - began, "seconds": done - seeded, "own_part": own_part}))


# --- measuring --------------------------------------------------------------------------------------------------------


def end(process: psutil.Process) -> None:
    """End a process, which may clear up, and then all that is left of its children."""
    children = process.children(recursive=True)
    process.send_signal(signal.SIGINT)
    _, left = psutil.wait_procs([process, *children], timeout=10)
    for one in left:
        one.kill()


def measure(way: Way, arguments: list[str], bounds: Bounds, work: Path) -> Run:
    """Run a way once, in a process of its own and within its bounds."""
    told, faults = work / "told", work / "faults"
    began, run = time.monotonic(), Run()
    with told.open("w") as out, faults.open("w") as err:
        child = subprocess.Popen([sys.executable, *way.program, *arguments], stdout=out, stderr=err)
        process = psutil.Process(child.pid)
        while child.poll() is None:
            run.peak = max(run.peak, held(process))
            if run.peak > bounds.memory:
                run.failed = f"memory: more than {bounds.memory:g} GiB after {time.monotonic() - began:.0f} s"
            elif time.monotonic() - began > bounds.patience:
                run.failed = f"patience: more than {bounds.patience:.0f} s"
            if run.failed:
                end(process)
                child.wait()
                return run
            time.sleep(0.2)
    if child.returncode:
        raise RuntimeError(f"{way.name}: {faults.read_text()}")
    seconds = json.loads(told.read_text().splitlines()[-1])
    run.seconds, run.loading = seconds["seconds"], seconds["loading"]
    run.own_part = seconds.get("own_part", 0.0)
    return run


def compare(warehouse: Path, name: str, files: Path) -> int:
    """Count our rows; raises SystemExit where those of another way, in `files`, are not the same."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(
            """
            create temp table ours as
            with shares as (
                select told.* exclude (benchmark)
                from indicators.indicator_value as told
                inner join reference.indicators as catalogue using (indicator)
                where unit_of_analysis = 'person' and measure = 'share' and not regexp_matches(indicator, '^(LIV|RES)')
            )
            -- other frames bring places in which nobody is in evidence
            select * from shares where (geo_level, geo_code) in (
                select (geo_level, geo_code) from shares
                where indicator = 'COV-01' and breakdown = 'total' and denominator > 0
            )
            """
        )
        connection.execute(f"create temp table theirs as from '{files}'")
        differing = " or ".join(
            [
                "ours.period is null",
                "theirs.period is null",
                *(f"ours.{name} is distinct from theirs.{name}" for name in ("numerator", "denominator")),
                *(
                    f"(ours.{name} is null) <> (theirs.{name} is null) or abs(ours.{name} - theirs.{name}) > 1e-9"
                    for name in ("value", "ci_low", "ci_high")
                ),
            ]
        )
        count = connection.execute("select count(*) from ours").fetchall()[0][0]
        wrong = connection.execute(
            f"select {KEYS} from ours full join theirs using ({KEYS}) where {differing} order by all limit 5"
        ).fetchall()
    if wrong or not count:
        raise SystemExit(f"{name}: rows differ from ours, of {count}: {wrong}")
    return count


def measure_all(ways: list[Way], households: int, data: Path, asked: list[str], bounds: Bounds) -> int:
    """Measure the ways that have not given up, in turns; gives how many rows each made."""
    rows, ours = 0, ways[0]
    with tempfile.TemporaryDirectory() as folder, CONSOLE.status("") as status:
        for number in range(bounds.rounds):
            for way in [way for way in ways if not way.gave_up]:
                status.update(f"{households:,} households, round {number + 1} of {bounds.rounds}: {way.name}")
                out = Path(folder) / way.name
                run = measure(
                    way, [str(data), *asked, *([str(out)] if way.files else [])], bounds, Path(folder)
                )
                way.runs.setdefault(households, []).append(run)
                if ours.gave_up:
                    return rows
                if way is not ours and not run.failed:
                    rows = compare(data / "warehouse.duckdb", way.name, out / way.files)
    return rows


# --- report -----------------------------------------------------------------------------------------------------------


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def report(ways: list[Way], sizes: dict[int, tuple[int, int]]) -> None:
    """Print a table a size, and the largest size that each way did."""
    ours = ways[0]
    for households, (people, rows) in sizes.items():
        title = f"{households:,} households, {people:,} people a quarter, {rows:,} rows, identical"
        table = Table(
            "", "seconds", "loading", "times ours", "times ours, own part", "peak, GiB", title=title
        )
        for way in ways:
            runs = way.runs.get(households, [])
            if not runs or runs[-1].failed:
                table.add_row(way.name, runs[-1].failed if runs else "not tried")
                continue
            pairs = list(zip(runs, ours.runs[households], strict=True))
            table.add_row(
                way.name,
                spread([run.seconds for run in runs]),
                spread([run.loading for run in runs]),
                spread([run.seconds / own.seconds for run, own in pairs]),
                spread([run.seconds / own.own_part for run, own in pairs]),
                f"{max(run.peak for run in runs):.2f}",
            )
            if way is ours:
                table.add_row(OWN_PART, spread([run.own_part for run in runs]))
        CONSOLE.print(table)
    for way in ways:
        done = [size for size, runs in way.runs.items() if runs and not runs[-1].failed]
        failed = [f"{size:,}: {run.failed}" for size, runs in way.runs.items() for run in runs if run.failed]
        beyond = failed[0] if failed else "no failure met"
        CONSOLE.print(f"{way.name}: largest size done {max(done, default=0):,} households; beyond: {beyond}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("households", type=int, nargs="*", default=[12_500, 50_000])
    parser.add_argument("--county", action="append", help="county code; may be repeated (SM and BH)")
    parser.add_argument("--quarters", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=float, default=8, help="GiB that a way may hold at once")
    parser.add_argument("--patience", type=float, default=3600, help="seconds that a way may take")
    parser.add_argument("--work", type=Path, help="keep the worlds here, and take those that are here")
    options = parser.parse_args()
    bounds = Bounds(options.memory, options.patience, options.rounds)
    counties = options.county or ["SM", "BH"]
    asked = [str(LAST.shift(1 - options.quarters)), str(LAST)]
    ways = [
        Way(OURS, [__file__, "ours"]),
        Way(PANDAS, [str(HERE / "pandas_indicators.py")], "*.parquet"),
        Way(POSTGRES, [str(HERE / "postgres_indicators.py")], "rows.csv"),
    ]
    sizes: dict[int, tuple[int, int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for households in sorted(options.households):
            name = f"{'-'.join(counties)}-{households}-{options.quarters}"
            data = (options.work or Path(folder)) / name
            if not data.exists():
                with CONSOLE.status(f"{households:,} households: simulation and intake"):
                    draft = data.with_name(f".{name}")
                    make_world(counties, households, options.quarters, draft)
                    draft.rename(data)
            rows = measure_all(ways, households, data, asked, bounds)
            if ways[0].gave_up:
                break
            sizes[households] = (people_of(data), rows)
            if all(way.gave_up for way in ways[1:]):
                break
    report(ways, sizes)


def people_of(data: Path) -> int:
    """Give how many people were in evidence in the last quarter."""
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        asked = "select count(*) from indicators.person_quarter where period = ?"
        return connection.execute(asked, [str(LAST)]).fetchall()[0][0]


if __name__ == "__main__":
    if sys.argv[1:2] == ["ours"]:
        os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"
        run_ours(Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    else:
        main()
