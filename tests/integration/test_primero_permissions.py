"""What the exporting user may not see is missing, which is not none: it is told, and what rests on it is no data."""

from pathlib import Path

import pytest
from primero_cases import CASES
from primero_export import csv_of
from primero_forms import names
from worlds import PERIOD, World, build

from orchestration.sources.delivery import Reading
from orchestration.sources.primero.reader import read


def exported(root: Path, hidden: str) -> Path:
    path = root / "landing" / "primero" / str(PERIOD) / "cases.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(csv_of(CASES, [name for name in names() if name != hidden]))
    return path


def built(root: Path, hidden: str) -> tuple[World, Reading]:
    path = exported(root, hidden)
    world = build(root)
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    return world, read(path, PERIOD, b"k" * 32)


def told(reading: Reading) -> set[tuple[str, str]]:
    return {
        (row["rule"], row["column"] or row["file"]) for row in reading.findings.frame().iter_rows(named=True)
    }


@pytest.fixture(scope="module")
def without_concerns(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Reading]:
    return built(tmp_path_factory.mktemp("concerns"), "protection_concerns")


def test_a_missing_column_is_told_and_kept_apart(without_concerns: tuple[World, Reading]) -> None:
    world, reading = without_concerns
    assert ("column-not-exported", "protection_concerns") in told(reading)
    missing = world.sql(
        "select table_name, column_name from core.missing_column where county_code = 'SM'"
    ).rows()
    assert ("cases", "protection_concerns") in missing


def test_what_rests_on_it_is_no_data(without_concerns: tuple[World, Reading]) -> None:
    world, _ = without_concerns
    assert world.sql("select count(*) from core.record_quarter_state where source = 'primero'").item() > 0
    assert world.sql("select count(*) from core.vulnerability_quarter").item() == 0
    status = world.sql(
        "select distinct status from published.indicators where indicator = 'FAM-00' and breakdown = 'total' "
        "and geo_code in ('RO', 'SM')"
    )
    assert status["status"].to_list() == ["no_data"]


def test_with_the_column_there_is_data(tmp_path: Path) -> None:
    world, _ = built(tmp_path, "nothing")
    assert world.sql("select count(*) from core.vulnerability_quarter").item() > 0
    denominator = "select max(denominator) from indicators.indicator_value where indicator = 'FAM-00'"
    assert world.sql(denominator).item() > 0


def test_without_places_cases_count_in_the_country_until_somebody_tells_theirs(tmp_path: Path) -> None:
    world, reading = built(tmp_path, "location_current")
    assert {("column-not-exported", "location"), ("primero-no-county", "cases.csv")} <= told(reading)
    count = "select county_code, count(*) from core.record_quarter_state where source = 'primero' group by 1"
    everybody = world.sql(count).rows()
    assert [county for county, _ in everybody] == [None]
    (tmp_path / "landing" / "primero" / str(PERIOD) / "placed.csv").write_bytes(csv_of(CASES))
    again = build(tmp_path)
    assert again.outcome.succeeded
    assert sum(cases for _, cases in again.sql(count).rows()) == everybody[0][1], "nobody counts twice"
    assert "SM" in dict(again.sql(count).rows())
