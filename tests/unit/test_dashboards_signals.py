"""What pages say of shares beyond chance, and who alone may see four quarters as one."""

import re
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import published_sample
import pytest

from dashboards.editions import Edition
from dashboards.formats import formats
from dashboards.published import Published
from dashboards.signals import verdict
from dashboards.site import write_sites

PERIOD, OWNER, OTHER = "2025-Q4", "136483", "136484"
TELLING = 87654
EDITIONS = {
    "public": Edition.public(),
    "restricted/SM": Edition.county("SM"),
    f"restricted/SM/{OWNER}": Edition.council(OWNER, "SM"),
    f"restricted/SM/{OTHER}": Edition.council(OTHER, "SM"),
}
SIGNALS = [
    (OTHER, "HOU-00", "far_above"),
    (OWNER, "INC-00", "above"),
    (OWNER, "EDU-00", "far_below"),
    ("136485", "HEA-00", "below"),
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four signals and one hidden beneath; four quarters of ALL-00 of two UATs that rest on telling counts."""
    path = published_sample.write(tmp_path_factory.mktemp("warehouse") / "w.duckdb", uats=4, quarters=2)
    columns = "period, geo_level, geo_code, indicator, target, units, dispersion"
    limits = "0.2 AS target, 4 AS units, 1.0 AS dispersion, 0.15 AS low_95, 0.25 AS high_95, 0.1 AS low_998"
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE published.funnel SET signal = 'within'")
        for code, indicator, signal in SIGNALS:
            cell = f"period = '{PERIOD}' AND geo_code = '{code}' AND indicator = '{indicator}'"
            connection.execute(f"DELETE FROM published.funnel WHERE {cell}")
            connection.execute(
                f"INSERT INTO published.funnel SELECT '{PERIOD}', 'uat', '{code}', '{indicator}', "
                f"COLUMNS(limits.*) FROM (SELECT {limits}, 0.3 AS high_998, '{signal}' AS signal) AS limits"
            )
            status = f"UPDATE published.indicators SET status = 'published', value = 0.5 WHERE {cell}"
            connection.execute(f"{status} AND breakdown = 'total'")
        for number, code in enumerate((OWNER, OTHER)):
            cell = f"geo_code = '{code}' AND indicator = 'ALL-00'"
            pooled = f"value = 0.341, ci_low = 0.298, ci_high = 0.387, units = {TELLING + number}"
            connection.execute(f"UPDATE published.restricted_pooled SET {pooled} WHERE {cell}")
    assert columns
    return path


@pytest.fixture(scope="module")
def published(warehouse: Path) -> Published:
    return Published.read(warehouse)


@pytest.fixture(scope="module")
def release(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("release")
    write_sites(published, PERIOD, [(edition, root / name) for name, edition in EDITIONS.items()], "1")
    return root
