"""Gate 2's counts: each key and reference that core declares is counted, and what breaks one shows, with its place."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from worlds import PERIOD, World, settings_of

from orchestration import dbt

COUNTED = ("unique", "unique_combination", "not_null", "relationships")

ANY_UAT = "any"

# What is done to the warehouse, and the failures that it makes: rule, subject, siruta, period, failures.
FAULTS = {
    "a case twice": (
        "insert into core.fct_case select * from core.fct_case order by case_key limit 1",
        ("unique", "core.fct_case.case_key", None, None, 2),
    ),
    "a person twice in a quarter": (
        "insert into core.person_quarter_state select * from core.person_quarter_state"
        f" where siruta is not null and period = '{PERIOD}' order by person_key limit 1",
        ("unique_combination", "core.person_quarter_state.period+person_key", ANY_UAT, str(PERIOD), 2),
    ),
    "a key is missing": (
        "update core.fct_assessment set record_id = null where assessment_key ="
        " (select min(assessment_key) from core.fct_assessment)",
        ("not_null", "core.fct_assessment.record_id", None, None, 1),
    ),
    "a service of nobody": (
        "update core.fct_service set person_key = 'amc:XX:1' where service_key ="
        " (select min(service_key) from core.fct_service)",
        ("relationships", "core.fct_service.person_key", None, None, 1),
    ),
    "a UAT that is not there": (
        f"update core.person_quarter_state set siruta = '999' where period = '{PERIOD}' and person_key ="
        f" (select max(person_key) from core.person_quarter_state where period = '{PERIOD}')",
        ("relationships", "core.person_quarter_state.siruta", "999", str(PERIOD), 1),
    ),
    "two CNPs linked to one person": (
        "update core.person_record set person_key ="
        " (select min(person_key) from core.person_record where cnp_key is not null) where record_key ="
        " (select max(record_key) from core.person_record where cnp_key is not null)",
        ("one-cnp-a-person", "core.person_record.person_key", None, None, 1),
    ),
    "a dimension that the catalogue lacks": (
        "update core.dim_vulnerability set dimension = 'XXX' where vulnerability = 'hou_homeless'",
        ("relationships", "core.dim_vulnerability.dimension", None, None, 1),
    ),
}


@pytest.fixture(scope="module")
def root(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root to write to, with the world's lake and warehouse."""
    root = tmp_path_factory.mktemp("core_failures")
    shutil.copytree(world.settings.lake, root / "lake")
    shutil.copyfile(world.settings.warehouse, root / "warehouse.duckdb")
    return root


@pytest.fixture(scope="module")
def failures(root: Path) -> pl.DataFrame:
    """Give the counts after all faults were planted at once."""
    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        for statement, _ in FAULTS.values():
            connection.execute(statement)
    return count(root)


def count(root: Path) -> pl.DataFrame:
    """Count anew, on the tables as they are."""
    dbt.run(["run", "--select", "core_failures"], settings_of(root), str(PERIOD.shift(-3)), str(PERIOD))
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        return connection.sql("select * from quality.core_failures").pl()


def declared() -> Iterator[Any]:
    """Give the keys and references that core's models declare."""
    manifest = dbt._parsed()
    for node in manifest.nodes.values():
        if (
            node.resource_type == "test"
            and node.attached_node
            and manifest.nodes[node.attached_node].fqn[1] == "core"
        ):
            yield manifest, node


def test_every_declared_key_and_reference_is_counted(world: World) -> None:
    """Of every model that has rows here: no row, nothing to look at."""
    filled = {
        name
        for name in world.sql("select table_name from duckdb_tables() where schema_name = 'core'")[
            "table_name"
        ]
        if world.sql(f"select count(*) from core.{name}").item()
    }
    rows = world.sql(
        "select distinct rule, subject from quality.core_failures "
        "where rule not in ('rows-as-accepted', 'one-cnp-a-person')"
    )
    expected = set()
    for manifest, test in declared():
        kind, arguments = test.test_metadata.name, test.test_metadata.kwargs
        assert kind in COUNTED
        model = manifest.nodes[test.attached_node]
        columns = "+".join(arguments.get("columns") or [arguments["column_name"]])
        if model.alias in filled:
            expected.add((kind, f"core.{model.alias}.{columns}"))
    assert len(expected) > 90
    assert set(rows.rows()) == expected


def test_every_core_table_has_a_key() -> None:
    keyed = {test.attached_node for _, test in declared() if test.test_metadata.name.startswith("unique")}
    models = {
        node.unique_id
        for node in dbt._parsed().nodes.values()
        if node.resource_type == "model" and node.fqn[1] == "core" and node.config.materialized != "view"
    }
    assert keyed == models


def test_a_sound_warehouse_has_no_failures(world: World) -> None:
    assert world.sql("select * from quality.core_failures where failures > 0").is_empty()


@pytest.mark.parametrize("fault", FAULTS)
def test_what_breaks_a_declaration_is_counted_with_its_place(fault: str, failures: pl.DataFrame) -> None:
    rule, subject, siruta, period, expected = FAULTS[fault][1]
    broken = failures.filter(pl.col("failures") > 0, pl.col("rule") == rule, pl.col("subject") == subject)
    assert broken["failures"].sum() == expected
    if siruta == ANY_UAT:
        assert broken["siruta"].is_not_null().all()
    else:
        assert broken["siruta"].unique().to_list() == [siruta]
    assert broken["period"].unique().to_list() == [period]


def test_nothing_else_is_counted(failures: pl.DataFrame) -> None:
    broken = failures.filter(pl.col("failures") > 0).select("rule", "subject").unique()
    assert set(broken.rows()) == {outcome[:2] for _, outcome in FAULTS.values()}
