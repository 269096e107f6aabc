"""What taking deliveries in costs beside bare reading and writing of the same files: `python benchmarks/ingest.py`.

Deliveries of all sources are simulated first: two counties, `--households` in all, `--quarters` quarters. All sources
deliver CSV, most of them in a .zip; AMC-MSR and Primero a full dump every quarter, of which the last alone is taken
here, assessments (SPOR) and registers what changed. Each round measures, one after the other on the same machine, each
in a process of its own, with its imports done and the files in memory:

- bare: each CSV file that a contract reads is unpacked, read with all columns as text and written as Parquet with the
  compression that the lake has (zstd); once by Polars and once by DuckDB, the faster of which counts;
- ingest: `take_in` and `admit` into an empty data root: hashes that know a delivery again, structure, types,
  references, codes, all checks of content, pseudonyms, places, feedback to the sender, lake and receipts. Where it
  starts workers, their start and their imports count;
- feedback: text, page, workbook and list of each delivery once more, from the findings that the ingest wrote.

The machine's speed drifts, so only the ratios of a round mean something: wall, and CPU of a process and its children.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

PERIOD = "2025-Q4"
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
COUNTIES = ("SM", "BH")
#: sources of which each delivery is all there is
DUMPS = ("amc", "primero")
HOUSEHOLDS, QUARTERS, SEED, ROUNDS = 40_000, 4, 7, 5
Costs = dict[str, float]


def measured(work: Callable[[], None]) -> Costs:
    """Give the wall and CPU seconds of a piece of work, those of its child processes too."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": _cpu() - cpu}


def _cpu() -> float:
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def files_of(landing: Path) -> Iterator[tuple[str, bytes]]:
    """Give the CSV files that contracts read, one after the other, unpacked, each under a name of its own."""
    from orchestration.sources import SOURCES

    for path in sorted(landing.glob("*/*/*")):
        tables = {f"{table.name}.csv" for table in SOURCES[path.parent.parent.name].contract.tables}
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in sorted(tables & set(archive.namelist())):
                    yield f"{path.stem}-{name}", archive.read(name)
        else:
            yield path.name, path.read_bytes()


def bare_polars(landing: Path, out: Path) -> Costs:
    import polars as pl

    def work() -> None:
        for name, content in files_of(landing):
            pl.read_csv(content, infer_schema=False).write_parquet(
                out / f"{name}.parquet", compression="zstd"
            )

    return _with_sources(work)


def bare_duckdb(landing: Path, out: Path) -> Costs:
    import duckdb

    def work() -> None:
        with duckdb.connect() as connection:
            for name, content in files_of(landing):
                unpacked = out / name
                unpacked.write_bytes(content)
                rows = f"from read_csv('{unpacked}', header = true, all_varchar = true)"
                connection.execute(
                    f"copy ({rows}) to '{unpacked}.parquet' (format parquet, compression zstd)"
                )
                unpacked.unlink()

    return _with_sources(work)


def _with_sources(work: Callable[[], None]) -> Costs:
    """Measure work once the contracts are loaded."""
    import orchestration.sources  # noqa: F401

    return measured(work)


def ingest(landing: Path, out: Path) -> Costs:
    import quality.feedback.page
    import quality.feedback.workbook  # noqa: F401
    from orchestration.intake import admit, take_in
    from orchestration.period import Period
    from orchestration.settings import Settings

    settings = Settings.read(data=out, landing=landing, as_of=AS_OF)

    def work() -> None:
        refused = [
            one.delivery.path.name for one in take_in(settings, Period.parse(PERIOD)) if not one.accepted
        ]
        if refused:
            raise SystemExit(f"refused: {', '.join(refused)}")
        admit(settings)

    return measured(work)


def feedback(_: Path, out: Path) -> Costs:
    import polars as pl

    from quality.feedback import LIST, compose, page, workbook, write_feedback  # noqa: F401
    from quality.findings import SCHEMA

    told = [
        (folder, pl.read_csv(folder / LIST, schema_overrides=SCHEMA), _tables(out, folder))
        for folder in sorted((out / "quarantine").glob("*/*"))
    ]

    def work() -> None:
        for folder, findings, tables in told:
            write_feedback(folder, compose(folder.name, findings, tables, folder.parent.name, PERIOD))

    return measured(work)


def _tables(out: Path, folder: Path) -> list[dict[str, str | int]]:
    import polars as pl

    counts = pl.read_parquet(out / "lake" / folder.parent.name / "delivery_tables" / f"{folder.name}.parquet")
    return counts.select(
        pl.col("table_name").alias("table"), pl.selectors.starts_with("rows_").name.replace("^rows_", "")
    ).to_dicts()


PARTS = {"polars": bare_polars, "duckdb": bare_duckdb, "ingest": ingest, "feedback": feedback}


def part(name: str, landing: Path, out: Path) -> Costs:
    """Measure one part in a process of its own."""
    out.mkdir(exist_ok=True)
    command = [sys.executable, __file__, "part", name, str(landing), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    costs: Costs = json.loads(done.stdout.splitlines()[-1])
    return costs


def simulate(households: int, quarters: int, root: Path) -> Path:
    """Make the deliveries; gives the landing folder."""
    from simulation.country import SOURCES, simulate_country

    simulate_country(COUNTIES, households, PERIOD, quarters, SEED, SOURCES, root)
    landing = root / "landing"
    for source in DUMPS:
        for delivery in landing.glob(f"{source}/*/*"):
            if delivery.parent.name != PERIOD:
                delivery.unlink()
    return landing


def one_round(landing: Path, work: Path) -> Costs:
    """Measure all parts; gives their seconds, and the ratios."""
    costs = {name: part(name, landing, work / name) for name in ("polars", "duckdb", "ingest")}
    costs["feedback"] = part("feedback", landing, work / "ingest")
    found = {f"{name}, {kind}": seconds for name, kinds in costs.items() for kind, seconds in kinds.items()}
    for kind in ("wall", "cpu"):
        base = min(costs[name][kind] for name in ("polars", "duckdb"))
        found[f"ingest / bare, {kind}"] = costs["ingest"][kind] / base
    base = min(costs["polars"]["cpu"], costs["duckdb"]["cpu"])
    found["without feedback, cpu"] = (costs["ingest"]["cpu"] - costs["feedback"]["cpu"]) / base
    found["feedback's share, cpu"] = costs["feedback"]["cpu"] / costs["ingest"]["cpu"]
    return found


def main(households: int, quarters: int, rounds: int) -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, console.status("simulation") as status:
        root = Path(folder)
        landing = simulate(households, quarters, root)
        size = (
            sum(len(content) for _, content in files_of(landing)) / 1e6
        )  # reads all once: it is in memory then
        found = []
        for number in range(rounds):
            status.update(f"round {number + 1} of {rounds}")
            with tempfile.TemporaryDirectory(dir=root) as work:
                found.append(one_round(landing, Path(work)))
    table = Table("", "min", "median", "max", title=f"{rounds} rounds, {size:,.0f} MB of CSV")
    for name in found[0]:
        values = [one[name] for one in found]
        table.add_row(name, *(f"{f(values):.2f}" for f in (min, statistics.median, max)))
    console.print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["part"]:
        print(json.dumps(PARTS[sys.argv[2]](Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        parser = argparse.ArgumentParser(
            description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        parser.add_argument("--households", type=int, default=HOUSEHOLDS)
        parser.add_argument("--quarters", type=int, default=QUARTERS)
        parser.add_argument("--rounds", type=int, default=ROUNDS)
        main(**vars(parser.parse_args()))
