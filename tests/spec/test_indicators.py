"""Every number that a spec expects is the one that the real models count."""

from pathlib import Path

import polars as pl
import pytest
from spec_tables import SPECS, Spec, as_export
from worlds import PERIOD, World, build

from simulation.amc import write_amc


@pytest.fixture(scope="module")
def specified(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, dict[str, int]]:
    """The run that counts all specs, and the UAT of each."""
    root = tmp_path_factory.mktemp("specs")
    export, homes = as_export([Spec.read(path) for path in SPECS])
    write_amc(export, root / "landing" / "amc" / str(PERIOD))
    return build(root), homes


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_spec(path: Path, specified: tuple[World, dict[str, int]]) -> None:
    world, homes = specified
    assert world.outcome.succeeded, world.outcome
    values = world.sql(
        "select indicator, breakdown, category, numerator, denominator from indicators.indicator_value "
        f"where geo_level = 'uat' and geo_code = '{homes[path.stem]}'"
    )
    expected = Spec.read(path).expected
    assert expected
    for row in expected:
        counted = values.filter(
            (pl.col("indicator") == row["indicator"])
            & (pl.col("breakdown") == row["breakdown"])
            & (pl.col("category") == row["category"])
        )
        words = ", ".join(row.values())
        assert counted.height == 1, words
        assert (str(counted["numerator"].item()), str(counted["denominator"].item())) == (
            row["of them"],
            row["people"],
        )
