"""Every number that a spec expects is the one that the real models count."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from specs import SPECS, Country, Spec, countries, land, problems
from specs.markdown import Line
from worlds import PERIOD, World, build

from orchestration.period import Period

Counted = Callable[[str], tuple[Country, Spec, pl.DataFrame]]


@pytest.fixture(scope="module")
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Counted:
    """Give a spec, the country that it is in and the values of that; the selected specs run together."""
    chosen = {str(item.callspec.id) for item in request.session.items if hasattr(item, "callspec")}
    runs = countries([Spec.read(path) for path in SPECS if path.stem in chosen])

    @cache
    def run_of(number: int) -> World:
        root = tmp_path_factory.mktemp("specs")
        land(runs[number], root / "landing")
        return build(root, Period.parse(runs[number].first), PERIOD)

    @cache
    def values(number: int) -> pl.DataFrame:
        world = run_of(number)
        assert world.outcome.succeeded, world.outcome
        return world.sql("select * from indicators.indicator_value")

    def of(name: str) -> tuple[Country, Spec, pl.DataFrame]:
        number, run = next((n, run) for n, run in enumerate(runs) if name in run.counties)
        return run, next(spec for spec in run.specs if spec.name == name), values(number)

    return of


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_spec(path: Path, counted: Counted) -> None:
    country, spec, values = counted(path.stem)
    found = problems(country, spec, values)
    assert not found, "\n".join(found)
    expected = spec.of("Expected")
    lines = [line for sheet in expected for line in sheet.lines]
    wrong = [replace(sheet, lines=[_spoilt(line) for line in sheet.lines]) for sheet in expected]
    assert len(problems(country, replace(spec, sheets=wrong), values)) == len(lines), (
        "a wrong number is not told"
    )


def _spoilt(line: Line) -> Line:
    """Give a row that expects another number: one more in the first cell that expects any."""
    for name in ("of_them", "people", "value", "low", "high"):
        if cell := line.cells.get(name):
            other = "0" if cell == "-" else f"{Decimal(cell.removesuffix('%').strip()) + 1}"
            return replace(line, cells=line.cells | {name: other})
    raise line.fault("it expects no number")
