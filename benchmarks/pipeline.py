"""What the pipeline costs beside what its parts cost by themselves: `make bench`.

One county of 65 UATs, 11,000 people, 8 quarters, as `make demo` has it, already simulated. Each round measures, one
after the other on the same machine, in a process of its own:

- pipeline: `incluziune run`, from the export to the published release, all gates;
- imports: importing the libraries that it cannot do without;
- SQL: the very SQL of all models, on DuckDB alone, from the lake of the pipeline's run;
- rendering: the site and data of all editions, from the warehouse of the pipeline's run.

The machine's speed drifts, so only the ratio pipeline / (imports + SQL + rendering) of a round means something.

`python benchmarks/pipeline.py fixed` measures fixed costs in the same way: the pipeline, the same run again, in which
nothing changed, and importing dagster, dbt and Great Expectations. Only their ratios to the imports mean something. A
round that is not measured goes before, so that dbt has parsed the project and Python has compiled all modules.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from orchestration.cli import DEMO_COUNTY, DEMO_PEOPLE, DEMO_PERIOD, DEMO_QUARTERS, DEMO_SEED

ROUNDS = 5
FIRST = DEMO_PERIOD.shift(1 - DEMO_QUARTERS)
LIBRARIES = (
    "dagster, dagster_dbt, dbt.cli.main, dbt.adapters.duckdb, great_expectations, polars, duckdb, plotly"
)
OF_FIXED_COSTS = "dagster, dbt.cli.main, great_expectations"


def seconds_of(*command: str, environment: dict[str, str] | None = None) -> float:
    """Run a command to its end; gives the seconds it took, or raises with what it said."""
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return time.perf_counter() - began


def pipeline(data: Path, landing: Path, environment: dict[str, str] | None = None) -> float:
    options = [
        "--landing",
        str(landing),
        "--data",
        str(data),
        "--period",
        str(DEMO_PERIOD),
        "--from",
        str(FIRST),
    ]
    return seconds_of(sys.executable, "-m", "orchestration.cli", "run", *options, environment=environment)


def simulated(work: Path) -> Path:
    """Write the demo's export; gives its landing folder."""
    county = ["--county", DEMO_COUNTY, "--people", str(DEMO_PEOPLE), "--seed", str(DEMO_SEED)]
    seconds_of(sys.executable, "-m", "orchestration.cli", "simulate", "amc", *county, "--out", str(work))
    return work / "landing"


def part(name: str, data: Path, work: Path) -> float:
    """Measure one part in a process of its own, which prints the seconds without its imports."""
    done = subprocess.run(
        [sys.executable, __file__, name, str(data), str(work)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(done.stdout.split()[-1])


def bare_sql(data: Path, work: Path) -> float:
    """Run the compiled SQL of every model, in the order of their references."""
    import duckdb

    statements = json.loads((work / "statements.json").read_text(encoding="utf-8"))
    (work / "bare.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(work / "bare.duckdb"), config={"threads": 2}) as connection:
        connection.execute(f"set file_search_path = '{data}'")
        connection.execute("set TimeZone = 'UTC'")
        began = time.perf_counter()
        for statement in statements:
            connection.execute(statement)
        return time.perf_counter() - began


def rendering(data: Path, work: Path) -> float:
    from dashboards.published import Published
    from dashboards.site import write_sites
    from orchestration.release import editions

    with tempfile.TemporaryDirectory(dir=work) as folder:
        began = time.perf_counter()
        published = Published.read(data / "warehouse.duckdb")
        folders = [(edition, Path(folder) / place) for edition, place in editions(published.places)]
        write_sites(published, str(DEMO_PERIOD), folders, "benchmark")
        return time.perf_counter() - began


def write_statements(data: Path, work: Path) -> None:
    """Write the SQL of seeds and models as DuckDB alone can run it."""
    from orchestration import dbt
    from orchestration.settings import Settings
    from quality.catalogue import SEEDS

    compiled = dbt.run(["compile", "--full-refresh"], Settings.read(data=data), str(FIRST), str(DEMO_PERIOD))
    nodes = {result.node.unique_id: result.node for result in compiled}
    seeds = {node_id: node for node_id, node in nodes.items() if node.resource_type == "seed"}
    models = {node_id: node for node_id, node in nodes.items() if node.resource_type == "model"}
    schemas = {node.schema for node in (seeds | models).values()}
    statements = [f"create schema {schema}" for schema in sorted(schemas)]
    for node in seeds.values():
        options = f"'{SEEDS / node.alias}.csv', types = {dict(node.config.column_types)}"
        statements.append(f"create table {node.schema}.{node.alias} as from read_csv({options})")
    done = set(seeds)
    while waiting := [i for i in models if i not in done]:
        for node_id in waiting:
            node = models[node_id]
            if {other for other in node.depends_on.nodes if other in models} <= done:
                kind = "view" if node.config.materialized == "view" else "table"
                sql = node.compiled_code.replace('"warehouse".', "")
                statements.append(f"create {kind} {node.schema}.{node.alias} as {sql}")
                done.add(node_id)
    (work / "statements.json").write_text(json.dumps(statements), encoding="utf-8")


def spread(rounds: list[dict[str, float]]) -> Table:
    """Give the least, the median and the most of each figure."""
    table = Table("", "min", "median", "max", title=f"{len(rounds)} rounds, seconds")
    for name in rounds[0]:
        values = [one[name] for one in rounds]
        table.add_row(name, *(f"{f(values):.2f}" for f in (min, statistics.median, max)))
    return table


def fixed(rounds: int) -> None:
    """Measure fixed costs, each beside the imports of its round."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder, console.status("simulation") as status:
        work = Path(folder)
        landing = simulated(work)
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = str(work / "compiled")
        measured = []
        for number in range(rounds + 1):
            status.update(f"round {number} of {rounds}")
            data = work / "data"
            shutil.rmtree(data, ignore_errors=True)
            one = {
                "imports": seconds_of(
                    sys.executable, "-c", f"import {OF_FIXED_COSTS}", environment=environment
                ),
                "pipeline": pipeline(data, landing, environment),
                "nothing changed": pipeline(data, landing, environment),
            }
            for name in ("pipeline", "nothing changed"):
                one[f"{name} / imports"] = one[name] / one["imports"]
            measured.append(one)
    console.print(spread(measured[1:]))


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, console.status("simulation") as status:
        work = Path(folder)
        landing = simulated(work)
        rounds = []
        for number in range(ROUNDS):
            data = work / f"data{number}"
            status.update(f"round {number + 1} of {ROUNDS}: pipeline")
            whole = pipeline(data, landing)
            if not number:
                seconds_of(sys.executable, __file__, "statements", str(data), str(work))
            status.update(f"round {number + 1} of {ROUNDS}: parts")
            parts = {
                "imports": seconds_of(sys.executable, "-c", f"import {LIBRARIES}"),
                "SQL": part("sql", data, work),
                "rendering": part("rendering", data, work),
            }
            rounds.append({"pipeline": whole, **parts, "ratio": whole / sum(parts.values())})
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    console.print(spread(rounds))
    console.print(f"peak of a process: {peak:.2f} GiB")


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main()
        case ["fixed", *rounds]:
            fixed(int(rounds[0]) if rounds else ROUNDS)
        case ["statements", data, work]:
            write_statements(Path(data), Path(work))
        case ["sql", data, work]:
            print(bare_sql(Path(data), Path(work)))
        case ["rendering", data, work]:
            print(rendering(Path(data), Path(work)))
