"""dbt's own unit tests (`unit_tests:` beside the models); a warehouse that is built gives their inputs' columns."""

import shutil
from pathlib import Path

import pytest
from worlds import PERIOD, World, settings_of

from orchestration import dbt

# Models that only pass columns on.
PLAIN = {
    "stg_amc__beneficiaries",
    "stg_amc__cases",
    "stg_amc__counties",
    "stg_amc__families",
    "stg_amc__households",
    "stg_amc__individual_services",
    "stg_amc__interventions",
    "stg_amc__services",
    "stg_amc__vulnerability_entries",
    "stg_lake__delivery_counties",
    "stg_lake__delivery_tables",
    "dim_county",
    "dim_uat",
    "dim_vulnerability",
    "categories",
    "published_dimensions",
}


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Path:
    """A data root to write to, with the world's lake and warehouse."""
    for part in ("lake", "warehouse.duckdb"):
        source = world.settings.data / part
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, tmp_path / part)
    return tmp_path


def test_every_calculated_model_has_unit_tests_and_they_pass(copy: Path) -> None:
    results = dbt.run(["test", "--select", "test_type:unit"], settings_of(copy), str(PERIOD), str(PERIOD))
    models = {node.name for node in dbt._parse().nodes.values() if node.resource_type == "model"}
    assert {result.node.unique_id.split(".")[2] for result in results} == models - PLAIN
    assert [f"{result.node.name}: {result.status}" for result in results if result.status != "pass"] == []
