"""What an export says of a person stays in landing: names, CNPs, phones and free text are planted and looked for."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from worlds import AS_OF, PERIOD, PROJECT, put

from simulation.amc import AmcExport

PLANTED = {
    "first_name": "Zăvoranca",
    "last_name": "Quintescu-Plantat",
    "prior_name": "Wxyzescu",
    "address": "Str. Neverosimilă nr. 777",
    "phone": "0766123457",
    "id_number": "987651",
    "notes": "are un câine rău, zice vecina Tăndăleasa",
    "reason_removed_notes": "a plecat la Xanadu",
}
CNP = "2800101304566"
WRONG_CNP = "9999999999994"
TEXTS = [*PLANTED.values(), CNP, WRONG_CNP, "Tăndăleasa", "plantat@example.ro"]


def with_planted(export: AmcExport) -> AmcExport:
    """Plant what must not come out, in well-formed rows and in rows that the gates refuse or report."""
    tables = dict(export.tables)
    people = tables["beneficiaries"].with_row_index("n")
    for column, text in PLANTED.items():
        people = people.with_columns(
            pl.when(pl.col("n") % 3 == 0).then(pl.lit(text)).otherwise(column).alias(column)
        )
    spoilt = {
        "date_of_birth": PLANTED["last_name"],
        "work_status": PLANTED["notes"],
        "city_id": PLANTED["phone"],
    }
    for number, (column, text) in enumerate(spoilt.items()):
        cell = pl.when(pl.col("n") == number).then(pl.lit(text)).otherwise(pl.col(column).cast(pl.String))
        people = people.with_columns(cell.alias(column))
    cnp = (
        pl.when(pl.col("n") == 5)
        .then(pl.lit(CNP))
        .when(pl.col("n") == 6)
        .then(pl.lit(WRONG_CNP))
        .otherwise("cnp")
    )
    tables["beneficiaries"] = people.with_columns(cnp.alias("cnp")).drop("n")
    entries = tables["vulnerability_entries"].with_row_index("n").with_columns(pl.col("map").cast(pl.String))
    broken = pl.when(pl.col("n") == 0).then(pl.lit("plantat@example.ro")).when(pl.col("n") == 1)
    entries = entries.with_columns(
        broken.then(pl.lit(f'{{"{PLANTED["last_name"]}":1}}')).otherwise("map").alias("map")
    )
    tables["vulnerability_entries"] = entries.drop("n")
    interventions = tables["interventions"]
    tables["interventions"] = interventions.with_columns(pl.lit(PLANTED["notes"]).alias("notes"))
    return replace(export, tables=tables)


@pytest.fixture(scope="module")
def run_with_logs(export: AmcExport, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run of the command line that keeps Dagster's logs and events; gives the data root and all that it said."""
    root = tmp_path_factory.mktemp("privacy")
    path = put(root, with_planted(export))
    home = root / "dagster"
    home.mkdir()
    command = [sys.executable, "-m", "orchestration.cli", "run", "--period", str(PERIOD), "--data", str(root)]
    done = subprocess.run(
        [*command, "--as-of", AS_OF.strftime("%Y-%m-%d")],
        cwd=PROJECT,
        env=os.environ | {"DAGSTER_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    checked = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "check", str(path), "--period", str(PERIOD)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    return root, done.stdout + done.stderr + checked.stdout + checked.stderr


def needles(text: str) -> list[bytes]:
    return [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "unicode_escape")]


def test_the_planted_texts_are_in_landing(export: AmcExport) -> None:
    planted = with_planted(export).tables["beneficiaries"]
    for column, text in PLANTED.items():
        assert planted.filter(pl.col(column) == text).height > 100


def test_no_file_outside_landing_holds_them(run_with_logs: tuple[Path, str]) -> None:
    root, _ = run_with_logs
    files = [path for path in root.rglob("*") if path.is_file() and root / "landing" not in path.parents]
    assert {path.relative_to(root).parts[0] for path in files} >= {
        "lake",
        "quarantine",
        "releases",
        "dagster",
    }
    for path in files:
        content = path.read_bytes()
        for number, text in enumerate(TEXTS):
            assert not any(needle in content for needle in needles(text)), (
                f"text {number} in {path.relative_to(root)}"
            )


def test_no_value_of_lake_and_warehouse_holds_them(run_with_logs: tuple[Path, str]) -> None:
    root, _ = run_with_logs
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute(f"set file_search_path = '{root}'")
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        sources = [f'"{schema}"."{table}"' for schema, table in tables]
        sources += [f"read_parquet('{folder}/*.parquet')" for folder in (root / "lake" / "amc").iterdir()]
        assert len(sources) > 30
        for source in sources:
            rows = connection.execute(
                f"select cast(r as varchar) from (select row(columns(*)) from {source}) as t (r)"
            )
            content = "\n".join(text for (text,) in rows.fetchall())
            for number, text in enumerate(TEXTS):
                assert text not in content, f"text {number} in {source}"


def test_nothing_that_was_said_holds_them(run_with_logs: tuple[Path, str]) -> None:
    _, said = run_with_logs
    for number, text in enumerate(TEXTS):
        assert text not in said, f"text {number}"


def test_names_are_not_read_at_all(run_with_logs: tuple[Path, str]) -> None:
    root, _ = run_with_logs
    columns = set(pl.read_parquet_schema(next((root / "lake" / "amc" / "beneficiaries").iterdir())))
    assert "cnp_key" in columns
    assert not columns & {*PLANTED, "cnp", "full_name", "email", "ethnicity"}


def test_lake_key_and_root_are_for_their_owner(run_with_logs: tuple[Path, str]) -> None:
    root, _ = run_with_logs
    assert root.stat().st_mode & 0o777 == 0o700
    assert (root / "pseudonym.key").stat().st_mode & 0o777 == 0o600
