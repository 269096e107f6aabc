"""Primero's three layouts of the same cases: the warehouse counts each as a naive recount counts the records."""

import shutil
from pathlib import Path

import polars as pl
import pytest
from primero_recount import records, recount
from worlds import PERIOD, SHARED, World, build

from quality.catalogue import seed

SAMPLE = SHARED / "primero" / "sample"
FIRST = PERIOD.shift(-7)
PLACES = (
    "select {period} as period, 'country' as geo_level, 'RO' as geo_code from {rows} union all "
    "select {period}, 'county', county_code from {rows} where county_code is not null union all "
    "select {period}, 'uat', siruta from {rows} where siruta is not null"
)
CASES = (
    "(select q.period, p.county_code, p.siruta from core.fct_case as c inner join core.person_record as p "
    "using (record_key) inner join core.dim_quarter as q on {day} >= q.starts_at and {day} < q.ends_at)"
)
SERVICES = (
    "(select q.period, p.county_code, p.siruta from core.fct_service as s inner join core.person_record as p "
    "using (record_key) inner join core.dim_quarter as q on s.service_date between q.first_day and q.last_day "
    "where s.status = 'realized')"
)
OPEN = "(select period, county_code, siruta from core.record_quarter_state)"

pytestmark = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the optional real sample is not here")


def counted(world: World, what: str, rows: str) -> dict[tuple, int]:
    places = PLACES.format(period="period", rows=rows)
    query = f"select period, geo_level, geo_code, count(*) from ({places}) group by all"
    return {(*row[:3], what): row[3] for row in world.sql(query).rows()}


@pytest.fixture(scope="module")
def expected() -> dict[tuple, int]:
    periods = [str(period) for period in FIRST.through(PERIOD)]
    counts = recount(records(SAMPLE / "cases.json"), periods)
    known = seed("source_codes").filter(source="primero")["code"].to_list()
    return {key: count for key, count in counts.items() if key[3] in (*known, *MEASURES)}


MEASURES = ("registered", "closed", "open", "services")


@pytest.mark.parametrize("layout", ["csv", "json", "xlsx"])
def test_the_sample_counts_as_it_should(layout: str, expected: dict[tuple, int], tmp_path: Path) -> None:
    landing = tmp_path / "landing" / "primero" / str(PERIOD)
    landing.mkdir(parents=True)
    shutil.copy(SAMPLE / f"cases.{layout}", landing)
    world = build(tmp_path, FIRST)
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    found = {
        **counted(world, "registered", CASES.format(day="c.opened_at")),
        **counted(world, "closed", CASES.format(day="c.closed_at")),
        **counted(world, "open", OPEN),
        **counted(world, "services", SERVICES),
    }
    rows = world.sql(
        "select period, geo_level, geo_code, source_code, people, in_evidence from core.vulnerability_quarter "
        "where source = 'primero'"
    )
    found |= {row[:4]: row[4] for row in rows.rows()}
    assert found == expected
    assert all(found[*row[:3], "open"] == row[5] for row in rows.rows())
    tables = pl.read_parquet(world.settings.lake / "primero" / "delivery_tables")
    assert tables.filter(pl.col("rows_read") != pl.col("rows_accepted") + pl.col("rows_refused")).is_empty()
