"""A run computes its own quarters: those right before them stay as they were computed."""

import shutil
from pathlib import Path

import duckdb
import pytest
from worlds import PERIOD, build, settings_of

from orchestration import dbt
from orchestration.dbt import computed_from, variables
from simulation.country import simulate_country
from simulation.disorder import without_rows
from simulation.slips import Slips

FIRST = PERIOD.shift(-3)
BEFORE = PERIOD.shift(-1)
#: what a quarter alone tells; the others look back on quarters that an earlier run computed
OF_A_QUARTER = ("indicators", "restricted", "funnel", "verdicts", "reporting", "restricted_quality")


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Data roots of one country: one after three quarters, and the same one after the fourth, run alone."""
    root = tmp_path_factory.mktemp("kept")
    earlier, later = root / "earlier", root / "later"
    simulate_country(["SM", "BH"], 900, str(PERIOD), 4, 11, out=earlier, slips=Slips.none(), uats=3)
    assert build(earlier, FIRST, BEFORE).outcome.succeeded
    shutil.copytree(earlier, later)
    assert build(later).outcome.succeeded
    return earlier, later


def asked(root: Path, query: str) -> list[tuple]:
    """Ask the warehouse of a data root."""
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def differing(one: Path, other: Path, table: str, condition: str) -> tuple[int, int, int]:
    """Rows of a published table that only one or the other has, and how many there are."""
    with duckdb.connect() as connection:
        for name, root in (("one", one), ("other", other)):
            connection.execute(f"attach '{root / 'warehouse.duckdb'}' as {name} (read_only)")
        rows = "(select * from {}.published." + table + f" where {condition})"
        first, second = rows.format("one"), rows.format("other")
        found = connection.execute(
            f"select (select count(*) from ({first} except all {second})), "
            f"(select count(*) from ({second} except all {first})), (select count(*) from {first})"
        ).fetchone()
    assert found is not None
    return found


@pytest.mark.parametrize("table", OF_A_QUARTER)
def test_quarters_before_stay(quarters: tuple[Path, Path], table: str) -> None:
    only_one, only_other, rows = differing(*quarters, table, f"period <= '{BEFORE}'")
    assert (only_one, only_other) == (0, 0)
    assert rows > 0


@pytest.fixture(scope="module")
def together(quarters: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same lake, all quarters computed in one run."""
    root = tmp_path_factory.mktemp("together") / "data"
    shutil.copytree(quarters[1], root, ignore=shutil.ignore_patterns("warehouse*", "releases"))
    assert build(root, FIRST).outcome.succeeded
    return root


@pytest.mark.parametrize("table", OF_A_QUARTER)
def test_a_quarter_alone_is_as_in_a_run_of_all(
    quarters: tuple[Path, Path], together: Path, table: str
) -> None:
    only_one, only_other, rows = differing(quarters[1], together, table, f"period = '{PERIOD}'")
    assert (only_one, only_other) == (0, 0)
    assert rows > 0


@pytest.fixture(scope="module")
def one_by_one(together: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same again, in memory for so few people that each quarter is computed for itself."""
    root = tmp_path_factory.mktemp("one_by_one") / "data"
    shutil.copytree(together, root, ignore=shutil.ignore_patterns("warehouse*", "releases"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbt, "variables", lambda *run: variables(*run) | {"records_at_once": 1})
        assert build(root, FIRST).outcome.succeeded
    return root


@pytest.mark.parametrize("table", OF_A_QUARTER)
def test_quarters_one_by_one_are_as_all_at_once(together: Path, one_by_one: Path, table: str) -> None:
    only_one, only_other, rows = differing(together, one_by_one, table, "true")
    assert (only_one, only_other) == (0, 0)
    assert rows > 0


@pytest.fixture(scope="module")
def corrected(quarters: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same country, of which a county's findings were not whole for a quarter; and after they came whole."""
    root = tmp_path_factory.mktemp("corrected")
    before, after = root / "before", root / "after"
    shutil.copytree(
        quarters[1], before, ignore=shutil.ignore_patterns("lake", "warehouse*", "releases", "*.jsonl")
    )
    path = before / "landing" / "spor" / str(BEFORE) / f"spor-SM-{BEFORE}.zip"
    whole = path.read_bytes()
    first_version = without_rows(whole, "findings")
    assert first_version is not None
    path.write_bytes(first_version)
    assert build(before, FIRST).outcome.succeeded
    shutil.copytree(before, after)
    (after / path.relative_to(before)).with_stem("spor-SM-corectat").write_bytes(whole)
    assert build(after, BEFORE).outcome.succeeded
    return before, after


@pytest.mark.parametrize("table", OF_A_QUARTER)
def test_a_corrected_delivery_is_as_if_it_had_been_right(
    together: Path, corrected: tuple[Path, Path], table: str
) -> None:
    only_one, only_other, rows = differing(together, corrected[1], table, "true")
    assert (only_one, only_other) == (0, 0)
    assert rows > 0


def test_a_delivery_that_is_not_whole_tells_otherwise(together: Path, corrected: tuple[Path, Path]) -> None:
    assert differing(together, corrected[0], "restricted", f"period < '{BEFORE}'")[:2] == (0, 0)
    for period in (BEFORE, PERIOD):
        assert differing(together, corrected[0], "restricted", f"period = '{period}'")[0] > 0


def test_the_release_says_which_run_computed_a_quarter(quarters: tuple[Path, Path]) -> None:
    told = asked(quarters[1], "select period, computed_in from published.quarters order by period")
    assert told == [(str(period), str(BEFORE)) for period in FIRST.through(BEFORE)] + [
        (str(PERIOD), str(PERIOD))
    ]


def test_the_same_quarter_again_changes_nothing(quarters: tuple[Path, Path], tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(quarters[1], again)
    assert build(again).outcome.succeeded
    for table in OF_A_QUARTER:
        assert differing(quarters[1], again, table, "true")[:2] == (0, 0)
    assert len(list((again / "releases" / str(PERIOD)).glob("r*"))) == 1


def test_trends_reach_back_to_quarters_of_earlier_runs(quarters: tuple[Path, Path]) -> None:
    assert asked(quarters[1], "select max(quarters) from indicators.indicator_trend") == [(4,)]


def test_what_is_computed_from_where(quarters: tuple[Path, Path], tmp_path: Path) -> None:
    settings = settings_of(quarters[0])
    assert computed_from(settings, str(PERIOD)) == (str(PERIOD), True)
    assert computed_from(settings, str(BEFORE)) == (str(BEFORE), True)
    assert computed_from(settings, str(FIRST)) == (str(FIRST), False)
    assert computed_from(settings, str(PERIOD.shift(2))) == (str(PERIOD), True)
    shutil.copytree(quarters[0], tmp_path / "other", ignore=shutil.ignore_patterns("releases", "lake"))
    other = settings_of(tmp_path / "other")
    with duckdb.connect(str(other.warehouse)) as connection:
        connection.execute(f"update published.quarters set code_sha256 = '0' where period = '{BEFORE}'")
    assert computed_from(other, str(PERIOD)) == (str(FIRST), False)
