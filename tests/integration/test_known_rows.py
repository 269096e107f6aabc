"""A lake of several dumps gives in staging what each dump held, and gate 2 sees where one row of that is lost."""

import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from amc_export import csv_of, rows_of
from worlds import PERIOD, World, build, settings_of

from orchestration import dbt, intake, receipts
from orchestration.known_rows import GONE
from simulation.country import simulate_country

FIRST = PERIOD.shift(-2)
DUMPS = ("amc", "primero")


def corrected(export: Path) -> None:
    """Put beside an export of AMC one that lacks its last state and has another date of birth."""
    with zipfile.ZipFile(export) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    people = rows_of(files["beneficiaries.csv"])
    people[0]["date_of_birth"] = "1990-01-01"
    files["beneficiaries.csv"] = csv_of(people)
    files["vulnerability_entries.csv"] = csv_of(rows_of(files["vulnerability_entries.csv"])[:-1])
    with zipfile.ZipFile(export.with_name("corrected.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def taken_in(root: Path) -> Path:
    """Take in three quarters of one county, then a correction of the second one."""
    simulate_country(["SM"], 400, str(PERIOD), 3, 5, out=root, uats=3)
    for late in (False, True):
        if late:
            (export,) = (root / "landing" / "amc" / str(PERIOD.shift(-1))).iterdir()
            corrected(export)
        assert all(one.accepted for one in intake.take_in(settings_of(root), PERIOD))
        intake.admit(settings_of(root))
    return root


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = build(taken_in(tmp_path_factory.mktemp("dumps")), FIRST)
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    return world


def staged(root: Path) -> dict[str, Counter[str]]:
    """The rows of all staging views, as text, with how often each is there."""
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute(f"set file_search_path = '{root}'")
        views = connection.sql(
            "select view_name from duckdb_views() where schema_name = 'staging'"
        ).fetchall()
        return {
            view: Counter(map(repr, connection.sql(f"from staging.{view}").fetchall()))
            for (view,) in views
            if view != "stg_lake__files"
        }


def test_staging_has_each_dump_as_if_it_were_stored_whole(
    dumps: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(dumps.settings.key_file, tmp_path)
    monkeypatch.setattr(receipts, "_chain", lambda delivery, _: delivery.id)
    taken_in(tmp_path)
    dbt.run(["run", "--select", "fqn:incluziune.staging.*"], settings_of(tmp_path), str(FIRST), str(PERIOD))
    whole, found = staged(tmp_path), staged(dumps.settings.data)
    assert found.keys() == whole.keys()
    assert [view for view in whole if found[view] != whole[view]] == []
    rows = {view: sum(counts.values()) for view, counts in found.items()}
    assert rows["stg_amc__beneficiaries"] > 2000
    for source in DUMPS:
        for table in ("cities", "vulnerability_entries") if source == "amc" else ("cases",):
            kept, all_of_them = (
                pl.read_parquet(root / "lake" / source / table).height
                for root in (dumps.settings.data, tmp_path)
            )
            assert 0 < kept < all_of_them
    gone = pl.read_parquet(dumps.settings.lake / "amc" / GONE)
    assert {"beneficiaries", "vulnerability_entries"} <= set(gone["table_name"])


def a_gone_row_is_not_noted(lake: Path) -> None:
    (file,) = (lake / GONE).glob(f"{PERIOD}-*.parquet")
    rows = pl.read_parquet(file).sort("table_name")
    assert rows["table_name"][0] == "beneficiaries"
    rows[1:].write_parquet(file)


def a_known_row_is_lost(lake: Path) -> None:
    (file,) = (lake / "beneficiaries").glob(f"{FIRST}-*.parquet")
    pl.read_parquet(file)[1:].write_parquet(file)


@pytest.mark.parametrize("spoil", [a_gone_row_is_not_noted, a_known_row_is_lost])
def test_gate_2_stops_rows_that_stand_and_should_not_or_the_other_way_round(
    dumps: World, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    root = tmp_path / "spoiled"
    shutil.copytree(dumps.settings.data, root, symlinks=True, ignore=shutil.ignore_patterns("releases"))
    spoil(root / "lake" / "amc")
    stopped = build(root, FIRST)
    assert list(stopped.outcome.refused) == ["gate_2"]
    assert "beneficiaries" in " ".join(stopped.outcome.refused["gate_2"])
