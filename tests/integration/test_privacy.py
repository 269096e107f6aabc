"""What an export says of a person stays in landing: names, CNPs, phones and free text are planted and looked for."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from primero_cases import CASES
from primero_export import Case, csv_of
from primero_spoil import many
from spor_export import csv_of as spor_csv_of
from spor_export import example, header, rows_of, write_folder
from workbook import parts_of
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
CNP = "2800101304563"
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


#: what an exporter might send though the contract does not ask for it, by table
SPOR_EXTRA = {
    "persons": ("phone", "address", "notes", "id_number"),
    "workers": ("last_name", "first_name", "phone"),
    "visits": ("notes",),
    "findings": ("notes",),
}


def put_spor(root: Path) -> None:
    """The example of household assessments, every name another's, with columns that nobody asked for."""
    files = example()
    extra = {"last_name": PLANTED["last_name"], "first_name": PLANTED["first_name"]}
    for table, columns in SPOR_EXTRA.items():
        rows = [
            row | {name: PLANTED.get(name, PLANTED["notes"]) for name in columns}
            for row in rows_of(files[table])
        ]
        files[table] = spor_csv_of(table, rows, [*header(table), *columns])
    people = [row | extra for row in rows_of(files["persons"])]
    people[0] |= {"cnp": CNP}
    people[1] |= {"cnp": WRONG_CNP, "sex": PLANTED["notes"]}
    files["persons"] = spor_csv_of("persons", people, list(people[0]))
    write_folder(files, root / "landing" / "spor" / str(PERIOD) / "spor")


def put_primero(root: Path) -> None:
    """The example's cases, with what is personal in fields and in subforms."""
    path = root / "landing" / "primero" / str(PERIOD) / "cases.csv"
    path.parent.mkdir(parents=True)
    first, *others = [planted_case(case) for case in [*CASES, *many(40)]]
    path.write_bytes(csv_of([first | {"risk_level": PLANTED["last_name"]}, *others]))


def planted_case(case: Case) -> Case:
    family = [
        entry | {"relation_name": PLANTED["last_name"]} for entry in case.get("family_details_section") or []
    ]
    return case | {
        "name": f"{PLANTED['first_name']} {PLANTED['last_name']}",
        "name_nickname": PLANTED["prior_name"],
        "national_id_no": CNP,
        "address_current": PLANTED["address"],
        "telephone_current": PLANTED["phone"],
        "occupation": PLANTED["notes"],
        "family_details_section": family,
    }


@pytest.fixture(scope="module")
def run_with_logs(export: AmcExport, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run of the command line that keeps Dagster's logs and events; gives the data root and all that it said."""
    root = tmp_path_factory.mktemp("privacy")
    path = put(root, with_planted(export))
    put_spor(root)
    put_primero(root)
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
        "quality_docs",
    }
    for path in files:
        content = parts_of(path) if path.suffix == ".xlsx" else path.read_bytes()
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
        sources += [f"read_parquet('{folder}/*.parquet')" for folder in (root / "lake").glob("[a-z]*/*/")]
        assert len(sources) > 100
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


@pytest.mark.parametrize("table", ["amc/beneficiaries", "spor/persons", "primero/cases"])
def test_of_names_only_codes_go_on(run_with_logs: tuple[Path, str], table: str) -> None:
    root, _ = run_with_logs
    files = [path for path in (root / "lake" / table).iterdir() if path.stem != "none"]
    columns = set(pl.read_parquet_schema(files[0]))
    assert columns >= {"cnp_key", "name_key", "name_sound_key"}
    assert not columns & {*PLANTED, "cnp", "name", "full_name", "email", "ethnicity", "national_id_no"}
    assert pl.read_parquet(files)["name_key"].drop_nulls().str.contains("^[A-Za-z0-9+/]{12}$").all()


def test_one_person_of_three_systems_is_one(run_with_logs: tuple[Path, str]) -> None:
    """The planted CNP stands in all three under one code."""
    root, _ = run_with_logs
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        systems = connection.execute("select max(len(sources)) from core.dim_person").fetchall()
    assert systems == [(3,)]


def test_lake_key_and_root_are_for_their_owner(run_with_logs: tuple[Path, str]) -> None:
    root, _ = run_with_logs
    assert root.stat().st_mode & 0o777 == 0o700
    assert (root / "pseudonym.key").stat().st_mode & 0o777 == 0o600
