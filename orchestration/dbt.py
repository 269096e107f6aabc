"""dbt, run in this process: parsed once, then invoked layer by layer with the catalogues of `seeds/` as variables."""

import hashlib
import os
import pickle
from dataclasses import fields
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.period import Period
from orchestration.settings import DBT_PROJECT, Settings
from quality.catalogue import (
    SEEDS,
    measure_rows,
    rule_rows,
    seed,
    standardised_indicators,
    summed_indicators,
)

TARGET = DBT_PROJECT / "target"
PARSED = TARGET / "manifest.pickle"
os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"


class DbtFault(Exception):
    """dbt could not do what it was told: a fault of ours, not of the data."""


def variables(first_period: str, period: str) -> dict[str, Any]:
    """Give what the models take from the run and from the catalogues."""
    return {
        "first_period": first_period,
        "period": period,
        "code": _state(),
        "dimensions": seed("dimensions")["dimension"].to_list(),
        "vulnerabilities": seed("vulnerabilities")["vulnerability"].to_list(),
        "source_precedence": _precedence(),
        "indicators": summed_indicators(),
        "standardised": standardised_indicators(),
        "rules": rule_rows(),
        "measures": measure_rows(),
        "thresholds": {
            name: float(value) for name, value in seed("thresholds").select("threshold", "value").rows()
        },
    }


def _precedence() -> dict[str, list[str]]:
    """Give the sources that speak on each attribute and dimension, the first one first."""
    rows = seed("source_precedence").sort(pl.col("rank").cast(pl.Int64))
    speakers = rows.group_by("attribute", maintain_order=True).agg("source")
    return dict(speakers.select("attribute", "source").rows())


def manifest_path() -> Path:
    """Give the parsed project's manifest; parse where it is missing or older than the project or the catalogues."""
    manifest, mark = TARGET / "manifest.json", TARGET / "parsed-from"
    if not all(file.exists() for file in (manifest, PARSED, mark)) or mark.read_text() != _parsed_from():
        from dbt.cli.main import dbtRunner

        outcome = dbtRunner().invoke(["parse", "--no-write-json", *_folders()])
        if not outcome.success:
            raise DbtFault(str(outcome.exception))
        TARGET.mkdir(exist_ok=True)
        for file, write in (
            (manifest, lambda draft: outcome.result.write(str(draft))),
            (PARSED, lambda draft: draft.write_bytes(_packed(outcome.result))),
        ):
            draft = TARGET / f"{os.getpid()}.{file.name}"
            write(draft)
            draft.replace(file)  # whole or not at all: another run may be reading it
        mark.write_text(_parsed_from())
    return manifest


def run(command: list[str], settings: Settings, first_period: str, period: str) -> list[Any]:
    """Run one dbt command on the data root's warehouse. Gives dbt's node results; raises DbtFault where one failed."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["INCLUZIUNE_DATA"] = str(settings.data)
    has_truth = any((settings.data / "truth" / "links").glob("*.parquet"))
    first, keeps = computed_from(settings, first_period)
    create(settings.warehouse)
    passed = variables(first, period) | {"has_truth": has_truth}
    refresh = ["--full-refresh"] if command[0] == "run" and not keeps else []
    arguments = [*command, *refresh, "--no-write-json", *_folders()]
    try:
        outcome = dbtRunner(manifest=_parsed()).invoke(arguments, vars=passed)
    finally:
        DuckDBConnectionManager.close_all_connections()  # else nobody else can open the warehouse read-only
    results = list(getattr(outcome.result, "results", []))
    faults = [
        f"{r.node.unique_id}: {r.message}" for r in results if r.status in ("error", "fail", "runtime error")
    ]
    if not outcome.success:
        raise DbtFault("\n".join(faults) or str(outcome.exception))
    return results


def create(warehouse: Path) -> None:
    """Create the warehouse's file where it is missing: whole or not at all, for DuckDB opens none that lacks a part."""
    import duckdb

    if warehouse.exists():
        return
    draft = warehouse.with_name(f".{warehouse.name}")
    draft.unlink(missing_ok=True)
    duckdb.connect(str(draft)).close()
    draft.replace(warehouse)


def computed_from(settings: Settings, first_period: str) -> tuple[str, bool]:
    """Say from which quarter on a run computes that is asked to from `first_period`, and whether older ones stay.

    Those that are published stay. What other models or catalogues computed is computed again, and so is what is
    missing between the last one that stays and the first one asked for.
    """
    published = _published_quarters(settings)
    older = [period for period in published if period < first_period]
    if not older:
        return first_period, False
    if {published[period] for period in older} != {_state()}:
        return older[0], False
    return str(Period.parse(older[-1]).shift(1)), True


def _published_quarters(settings: Settings) -> dict[str, str]:
    """Give the quarters that the warehouse publishes, in order, each with the models that computed it."""
    import duckdb

    if not settings.warehouse.exists():
        return {}
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        known = "select 1 from duckdb_tables() where schema_name = 'published' and table_name = 'quarters'"
        if not connection.execute(known).fetchone():
            return {}
        return dict(
            connection.execute(
                "select period, code_sha256 from published.quarters order by period"
            ).fetchall()
        )


@cache
def _parsed() -> Any:
    """Give the parsed project as dbt has it in memory, which takes it many times longer to read from its own file."""
    from dbt.contracts.graph.manifest import Manifest

    manifest_path()
    return Manifest(**pickle.loads(PARSED.read_bytes()))


def _packed(manifest: Any) -> bytes:
    """Give a manifest's content; what it looks up by is its own to make anew (its pickle puts that in wrong places)."""
    return pickle.dumps(
        {one.name: getattr(manifest, one.name) for one in fields(manifest) if not one.name.startswith("_")}
    )


def _parsed_from() -> str:
    return f"{_state()} dbt {version('dbt-core')} {version('dbt-duckdb')}"


def _folders() -> list[str]:
    return [
        "--project-dir",
        str(DBT_PROJECT),
        "--profiles-dir",
        str(DBT_PROJECT),
        "--cache-selected-only",
        "--log-level",
        "none",
        "--log-level-file",
        "none",
        "--no-use-colors",
    ]


@cache
def _state() -> str:
    digest = hashlib.sha256()
    for folder in (DBT_PROJECT / "models", DBT_PROJECT / "macros", SEEDS):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path}\0".encode() + path.read_bytes())
    digest.update(
        (DBT_PROJECT / "dbt_project.yml").read_bytes() + (DBT_PROJECT / "profiles.yml").read_bytes()
    )
    return digest.hexdigest()
