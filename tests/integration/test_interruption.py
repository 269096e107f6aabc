"""A run killed at any moment and run again ends where an undisturbed one ends."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from worlds import AS_OF, PERIOD, PROJECT, World, build, put, tree

from orchestration.dbt import create
from simulation.amc import AmcExport

Moment = Callable[[Path], bool]
MOMENTS: dict[str, Moment] = {
    "while deliveries are read": lambda root: any((root / "lake" / ".incoming").glob("*/*/cities.parquet")),
    "while the lake is filled": lambda root: (root / "lake" / "amc" / "beneficiaries").exists(),
    "while the warehouse is created": lambda root: any(root.glob("*warehouse.duckdb*")),
    "while the warehouse is built": lambda root: (root / "warehouse.duckdb.wal").exists(),
    "while pages are written": lambda root: any((root / "releases").glob("*/.candidate/public/en/*.html")),
}


def killed(root: Path, moment: Moment) -> None:
    """Start a run and kill it, with no warning, as soon as the moment has come."""
    command = [sys.executable, "-m", "orchestration.cli", "run", "--period", str(PERIOD), "--data", str(root)]
    process = subprocess.Popen(
        [*command, "--as-of", AS_OF.strftime("%Y-%m-%d")],
        cwd=PROJECT,
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not moment(root):
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "the run ended before it could be killed"


def same_key(root: Path, other: Path) -> None:
    key = (other / "pseudonym.key").read_bytes()
    (root / "pseudonym.key").write_bytes(key)
    (root / "pseudonym.key").chmod(0o600)


def tables(world: World) -> dict[str, Counter[str]]:
    """How often each row, as text, is in each table of the warehouse.

    Doubles to nine digits: those after depend on the order of adding, and are not published.
    """
    names = world.sql("select schema_name || '.' || table_name as name from duckdb_tables()")["name"]
    to_nine = pl.selectors.float().round(9)
    return {
        name: Counter(map(repr, world.sql(f"select * from {name}").with_columns(to_nine).rows()))
        for name in names
    }


def differing(one: dict[str, Counter[str]], other: dict[str, Counter[str]]) -> dict[str, list[str]]:
    """Give the tables of two warehouses that are not alike, each with some rows that one of them has only."""
    nothing: Counter[str] = Counter()
    found = {}
    for name in one.keys() | other.keys():
        here, there = one.get(name, nothing), other.get(name, nothing)
        if here != there:
            found[name] = sorted((here - there) + (there - here))[:4]
    return found


def test_a_warehouse_that_is_half_created_is_created_anew(tmp_path: Path) -> None:
    warehouse, draft = tmp_path / "warehouse.duckdb", tmp_path / ".warehouse.duckdb"
    create(warehouse)
    draft.write_bytes(warehouse.read_bytes()[:4096])
    with pytest.raises(duckdb.IOException, match="Could not read enough bytes"):
        duckdb.connect(str(draft))
    warehouse.unlink()
    create(warehouse)
    assert not draft.exists()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table kept as select 1")
    create(warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        assert connection.table("kept").fetchall() == [(1,)], "one that is there stays"


@pytest.fixture(scope="module")
def undisturbed(export: AmcExport, tmp_path_factory: pytest.TempPathFactory) -> World:
    root = tmp_path_factory.mktemp("undisturbed")
    put(root, export)
    return build(root)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_and_run_again(moment: str, undisturbed: World, export: AmcExport, tmp_path: Path) -> None:
    put(tmp_path, export)
    same_key(tmp_path, undisturbed.settings.data)
    killed(tmp_path, MOMENTS[moment])
    assert not (tmp_path / "releases" / "latest.json").exists()
    again = build(tmp_path)
    assert again.outcome.succeeded, again.outcome
    for folder in ("lake", "releases", "quarantine"):
        assert tree(tmp_path / folder) == tree(undisturbed.settings.data / folder), folder
    assert not differing(tables(again), tables(undisturbed))
