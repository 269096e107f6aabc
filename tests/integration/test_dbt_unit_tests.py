"""dbt's own unit tests (`unit_tests:` beside the models); a warehouse that is built gives their inputs' columns."""

import shutil
from pathlib import Path

import pytest
from worlds import PERIOD, World, settings_of

from orchestration import dbt

#: models that only pass columns on, and staging models that do more
PLAIN = {
    "dim_action",
    "dim_county",
    "dim_uat",
    "dim_vulnerability",
    "published_dimensions",
    "published_sources",
}
CALCULATED_IN_STAGING = {
    "stg_amc__counties",
    "stg_amc__localities",
    "stg_lake__deliveries",
    "stg_lake__files",
    "stg_lake__gone_rows",
    "stg_lake__links",
}


def is_plain(model: str) -> bool:
    return model in PLAIN or (model.startswith("stg_") and model not in CALCULATED_IN_STAGING)


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Path:
    """A data root to write to, with the world's lake and warehouse."""
    for part in ("lake", "warehouse.duckdb"):
        source = world.settings.data / part
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, tmp_path / part)
    return tmp_path


def test_every_calculated_model_has_unit_tests_and_they_pass(copy: Path) -> None:
    results = dbt.run(["test", "--select", "test_type:unit"], settings_of(copy), str(PERIOD), str(PERIOD))
    models = {node.name for node in dbt._parsed().nodes.values() if node.resource_type == "model"}
    assert {result.node.unique_id.split(".")[2] for result in results} == {
        model for model in models if not is_plain(model)
    }
    assert [f"{result.node.name}: {result.status}" for result in results if result.status != "pass"] == []
