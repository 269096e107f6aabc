"""The floor: one DuckDB script that computes `published.indicators` from a lake, and nothing else.

The script is `floor/*.sql`, one after the other: a Jinja template only where the catalogues of `seeds/` name what is
computed. It has no models, no gates, no contracts and none of the tables that only other pages need, so that it says
what these figures cost at least.

    python benchmarks/floor.py run --data DIR --first 2025-Q1 --last 2025-Q4

`run` gives the slowest statements and the seconds of all, `check` fails unless the rows are those of the data root's
warehouse, and `compare` measures in rounds the floor and the pipeline from lake to published, gates included, which
builds that warehouse anew.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import yaml  # type: ignore[import-untyped]
from jinja2 import Environment, StrictUndefined
from rich.console import Console
from rich.table import Table

from orchestration.dbt import variables
from orchestration.period import Period
from orchestration.settings import DBT_PROJECT
from quality.catalogue import SEEDS, seed

SCRIPT = Path(__file__).resolve().parent / "floor"
#: formulas with a source of their own, as the models have them
FORMULAS = ("statistics/counts", "statistics/shares", "disclosure")
ROUNDS = 5
SHOWN = 25
#: the frames and the columns behind their breakdowns
FRAMES: dict[str, dict[str, str]] = {
    "person": {"sex": "sex", "age": "age_band", "area": "area"},
    "household": {"area": "area"},
    "need": {
        "dimension": "dimension",
        "vulnerability": "vulnerability",
        "sex": "sex",
        "age": "age_band",
        "area": "area",
    },
    "notification": {},
    "reassessment": {"area": "area"},
    "case": {"area": "area"},
    "nurse_case": {"area": "area"},
    "service": {"action": "action"},
    "activity": {"dimension": "dimension"},
    "satisfaction": {"area": "area"},
    "uat": {"wave": "wave"},
    "budget": {"funds": "funds"},
}
USED_SEEDS = [
    "counties",
    "uats",
    "removal_reasons",
    "source_codes",
    "activity_statuses",
    "age_bands",
    "poverty_thresholds",
    "action_groups",
    "actions",
    "public_holidays",
    "sources",
    "reporting_calendar",
    "frame_sources",
    "indicators",
    "units",
    "breakdowns",
    "standard_population",
    "survival_indicators",
    "risk_index_weights",
]
SPOR_TABLES = [
    "activities",
    "assessments",
    "findings",
    "households",
    "memberships",
    "notifications",
    "person_assessments",
    "persons",
    "planned_actions",
    "plans",
    "results",
    "satisfaction",
    "services",
    "team_members",
    "teams",
    "visits",
    "workers",
]


def script(first: Period, last: Period) -> str:
    """Give the script for a run of quarters."""
    environment = Environment(
        undefined=StrictUndefined, extensions=["jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True
    )
    environment.tests["contains"] = lambda words, word: word in words
    macros = [DBT_PROJECT / "macros" / f"{name}.sql" for name in FORMULAS]
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*macros, *sorted(SCRIPT.glob("*.sql"))])
    return environment.from_string(text).render(**_context(first, last))


def _context(first: Period, last: Period) -> dict[str, Any]:
    passed = variables(str(first), str(last))
    limits = passed["thresholds"]
    types = yaml.safe_load((SEEDS / "seeds.yml").read_text(encoding="utf-8"))["seeds"]
    catalogue = [row | {"number": number} for number, row in enumerate(passed["indicators"])]
    units = {
        unit: {
            "split": [r for r in catalogue if r["unit_of_analysis"] == unit and not r["breakdown"]],
            "codes": [r for r in catalogue if r["unit_of_analysis"] == unit and r["breakdown"]],
        }
        for unit in FRAMES
    }
    bits = _bits()
    return {
        "limits": limits,
        "var": passed.__getitem__,
        "first_period": str(first),
        "period": str(last),
        "first_number": int(str(first)[:4]) * 4 + int(str(first)[-1]) - 1,
        "seeds": {
            node["name"]: node["config"]["column_types"] for node in types if node["name"] in USED_SEEDS
        },
        "seed_folder": SEEDS,
        "precedence": passed["source_precedence"],
        "vulnerability_bits": bits,
        "dimension_bits": {name: 1 << place for place, name in enumerate(passed["dimensions"])},
        "dimension_masks": {
            name: sum(b["low"] + b["high"] for b in bits if b["dimension"] == name)
            for name in passed["dimensions"]
        },
        **_spoken(bits, passed),
        "poor_mask": sum(
            b["low"] for b in bits if b["vulnerability"] in ("inc_poverty", "inc_extreme_poverty")
        ),
        "catalogue": catalogue,
        "units": units,
        "frames": FRAMES,
        "standardised": passed["standardised"],
        "measures": passed["measures"],
        **_doubts(passed),
        "spor_tables": SPOR_TABLES,
        "household_items": [
            f"lacks_{item}"
            for item in [
                "unexpected_expenses",
                "holiday",
                "arrears_free",
                "meals",
                "warmth",
                "car",
                "furniture",
            ]
        ],
        "person_items": [
            f"lacks_{item}" for item in ["clothes", "shoes", "pocket_money", "leisure", "social", "internet"]
        ],
    }


def _bits() -> list[dict[str, Any]]:
    """Give each vulnerability its bit, of health in `high`, else in `low`."""
    places = {"low": 0, "high": 0}
    bits = []
    for row in seed("vulnerabilities").iter_rows(named=True):
        word = "high" if row["dimension"] == "HEA" else "low"
        bits.append({"low": 0, "high": 0, **row, word: 1 << places[word]})
        places[word] += 1
    if max(places.values()) > 63:
        raise ValueError("more vulnerabilities than a number has bits")
    return bits


def _spoken(bits: list[dict[str, Any]], passed: dict[str, Any]) -> dict[str, Any]:
    """Give what each source may speak on, as masks, and for what the nurses have a code."""
    speaks = {}
    for source in ("amc", "primero", "spor"):
        spoken = [d for d in passed["dimensions"] if source in passed["source_precedence"].get(d, [])]
        speaks[source] = {
            word: sum(b[word] for b in bits if b["dimension"] in spoken) for word in ("low", "high")
        } | {"dimensions": sum(1 << passed["dimensions"].index(d) for d in spoken)}
    codes = seed("source_codes").filter(source="amc")["vulnerability"].to_list()
    nurses = {word: sum(b[word] for b in bits if b["vulnerability"] in codes) for word in ("low", "high")}
    return {"speaks": speaks, "nurses_codes": nurses}


def _doubts(passed: dict[str, Any]) -> dict[str, Any]:
    """Give the rules that can put a number in doubt, a row each beginning of a code that they affect."""
    frames = {measure["rule"]: measure["frame"] for measure in passed["measures"]}
    rules = [rule for rule in passed["rules"] if rule["severity"] != "note" and rule["affects"]]

    def text(value: str | None) -> str:
        return f"'{value}'" if value else "null"

    return {
        "doubting": [rule["rule"] for rule in rules],
        "doubts": [
            {
                "rule": rule["rule"],
                "frame": text(frames.get(rule["rule"])),
                "is_error": str(rule["severity"] == "error").lower(),
                "valid_from": text(rule["valid_from"]),
                "valid_to": text(rule["valid_to"]),
                "code": code,
            }
            for rule in rules
            for code in rule["affects"]
        ],
    }


def run(data: Path, database: Path, first: Period, last: Period, memory: str) -> list[tuple[float, str]]:
    """Run the script on a data root's lake into a new database; gives seconds and name of each statement."""
    database.unlink(missing_ok=True)
    text = script(first, last)
    seconds = []
    with duckdb.connect(str(database), config={"threads": 2, "memory_limit": memory}) as connection:
        connection.execute(f"set file_search_path = '{data}'")
        for statement in connection.extract_statements(text):
            began = time.perf_counter()
            try:
                connection.execute(statement)
            except duckdb.Error as error:
                raise RuntimeError(f"{statement.query.strip()[:3000]}\n{error}") from error
            name = " ".join(
                line for line in statement.query.split("\n") if line and not line.startswith("--")
            )
            seconds.append((time.perf_counter() - began, " ".join(name.split()[:5])))
    return seconds


def differences(warehouse: Path, database: Path, show: int = 10) -> list[str]:
    """Give the first rows that only one of the two has, or an empty list.

    Doubles are compared to the 9th decimal: sums of money are doubles, whose last digit depends on the order of rows.
    """
    steady = "select * replace (round(value, 9) as value, round(ci_low, 9) as ci_low, round(ci_high, 9) as ci_high)"
    found = []
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"attach '{warehouse}' as pipeline (read_only)")
        connection.execute(f"attach '{database}' as floor (read_only)")
        for one, other in (("pipeline", "floor"), ("floor", "pipeline")):
            rows = connection.execute(
                f"{steady} from {one}.published.indicators except all {steady} from {other}.published.indicators "
                f"order by all limit {show}"
            ).fetchall()
            found += [f"only {one}: {row}" for row in rows]
    return found


def pipeline(data: Path, first: Period, last: Period) -> float:
    """Build a data root's warehouse from its lake to `published`, gates included; gives seconds without imports."""
    import dagster as dg

    from orchestration import warehouse
    from orchestration.definitions import defs
    from orchestration.resources import RunSettings, partition_key
    from orchestration.run import QUIET

    layers = [
        warehouse.reference,
        warehouse.staging,
        warehouse.core,
        warehouse.indicators,
        warehouse.published,
    ]
    job = dg.Definitions(
        assets=defs.assets,
        asset_checks=defs.asset_checks,
        jobs=[dg.define_asset_job("lake_to_published", dg.AssetSelection.assets(*layers))],
        resources={"run_settings": RunSettings(data=str(data), landing=str(data / "landing"))},
    ).resolve_job_def("lake_to_published")
    keys = {
        "dagster/asset_partition_range_start": partition_key(first),
        "dagster/asset_partition_range_end": partition_key(last),
    }
    (data / "warehouse.duckdb").unlink(missing_ok=True)
    began = time.perf_counter()
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, tags=keys, run_config=QUIET)
    if not result.success:
        raise RuntimeError("a gate stopped the pipeline")
    return time.perf_counter() - began


def part(what: str, asked: argparse.Namespace) -> float:
    """Measure the pipeline or the floor in a process of its own, which prints the seconds without its imports."""
    options = ["--data", asked.data, "--first", asked.first, "--last", asked.last, "--memory", asked.memory]
    command = [sys.executable, __file__, what, *map(str, options), "--database", str(asked.database)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return float(done.stdout.split()[-1])


def compare(asked: argparse.Namespace) -> None:
    """Measure pipeline and floor in turn; only the ratio of a round means something, for the machine's speed drifts."""
    console = Console()
    rounds = []
    with console.status("pipeline and floor") as status:
        for number in range(asked.rounds):
            status.update(f"round {number + 1} of {asked.rounds}: pipeline")
            whole = part("pipeline", asked)
            status.update(f"round {number + 1} of {asked.rounds}: floor")
            floor = part("run", asked)
            rounds.append({"lake to published": whole, "floor": floor, "ratio": whole / floor})
    table = Table("", "min", "median", "max", title=f"{asked.rounds} rounds, seconds")
    for name in rounds[0]:
        values = [one[name] for one in rounds]
        table.add_row(name, *(f"{f(values):.2f}" for f in (min, statistics.median, max)))
    console.print(table)
    console.print(
        f"peak of a process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2:.2f} GiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["run", "check", "compare", "pipeline", "script"])
    parser.add_argument("--data", type=Path, required=True, help="a data root with a filled lake")
    parser.add_argument("--first", type=Period.parse, required=True, help="first quarter, 2025-Q1")
    parser.add_argument("--last", type=Period.parse, required=True)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--memory", default="6GB", help="limit of the floor")
    parser.add_argument("--database", type=Path, default=Path(tempfile.gettempdir()) / "floor.duckdb")
    asked = parser.parse_args()
    match asked.what:
        case "script":
            print(script(asked.first, asked.last))
        case "compare":
            compare(asked)
        case "pipeline":
            print(pipeline(asked.data, asked.first, asked.last))
        case _:
            seconds = run(asked.data, asked.database, asked.first, asked.last, asked.memory)
            for one, name in sorted(seconds, reverse=True)[:SHOWN]:
                print(f"{one:8.3f}  {name}")
            print(f"{sum(one for one, _ in seconds):8.3f}")
            if asked.what == "check":
                found = differences(asked.data / "warehouse.duckdb", asked.database)
                print("\n".join(found) or "identical")
                sys.exit(bool(found))


if __name__ == "__main__":
    main()
