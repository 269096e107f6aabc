"""Row-level truth of a simulated country: written where asked for only, and about what is delivered."""

from pathlib import Path

import polars as pl
import pytest
from recount.calendar import Quarter
from recount.rows import SYSTEMS, Drawn
from worlds import PROJECT, tree

from simulation.country import simulate_country
from simulation.registers import REGISTERS
from simulation.slips import Slips

PERIOD = "2025-Q4"


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One county without and with its rows."""
    without, with_rows = tmp_path_factory.mktemp("without"), tmp_path_factory.mktemp("with_rows")
    for root, rows in ((without, False), (with_rows, True)):
        simulate_country(["SM"], 300, PERIOD, 2, 3, out=root, slips=Slips.none(), uats=2, rows=rows)
    return without, with_rows


def test_rows_are_written_where_asked_for_and_change_nothing(roots: tuple[Path, Path]) -> None:
    without, with_rows = roots
    assert not (without / "truth" / "rows").exists()
    rest = {name: content for name, content in tree(with_rows).items() if not name.startswith("truth/rows/")}
    assert rest == tree(without)


def test_rows_are_those_that_the_documentation_names(roots: tuple[Path, Path]) -> None:
    text = (PROJECT / "docs" / "simulation_truth.md").read_text()
    folder = roots[1] / "truth" / "rows"
    tables = {str(path.relative_to(folder)).split("-")[0] for path in folder.glob("*/*.parquet")}
    assert tables == {name for name in text.split("`") if name.split("/")[0] in SYSTEMS and "<" not in name}
    assert {path.stem for path in folder.glob("*.parquet")} == set(REGISTERS)
    answers = set(pl.read_parquet(folder / "spor" / "talks-SM.parquet").columns)
    answers |= set(pl.read_parquet(folder / "spor" / "assessments-SM.parquet").columns)
    for path in folder.glob("*/*.parquet"):
        if path.stem not in ("talks-SM", "assessments-SM"):
            assert all(name in text for name in pl.read_parquet(path).columns), path.name
    assert {"household_key", "assessed_at", "enrolled", "rooms"} <= answers


def test_nobody_is_named(roots: tuple[Path, Path]) -> None:
    for path in (roots[1] / "truth" / "rows").rglob("*.parquet"):
        columns = set(pl.read_parquet(path).columns)
        assert not columns & {"cnp", "last_name", "first_name", "name", "address", "phone"}, path.name


def test_rows_count_as_the_truth_does(roots: tuple[Path, Path]) -> None:
    """Signed plans and visits of the newest quarter, once counted from arrays and once from rows."""
    truth = pl.read_parquet(roots[1] / "truth" / "spor" / "SM" / "counts.parquet").filter(
        geo_level="county", period=PERIOD
    )
    counted = dict(truth.select("measure", "count").rows())
    quarter = Quarter.of(PERIOD)
    drawn = Drawn(roots[1] / "truth" / "rows", [quarter], [PERIOD])
    plans = sum(quarter.holds(row["signed_on"]) for row in drawn.rows("spor/plans"))
    reached = sum(quarter.holds(row["reached_on"]) for row in drawn.rows("spor/results"))
    assert (plans, reached) == (counted["plans_signed"], counted["results_reached"])
    assert plans > 3
