"""Simulated truth equals what is computed and published, cell by cell, for every indicator of the catalogue.

The truth are the rows that the simulation drew; `recount` counts them one by one, by the catalogue's words.
"""

from collections.abc import Callable
from math import isclose
from pathlib import Path

import polars as pl
import pytest
from recount.calendar import Quarter, threshold
from recount.cells import CATALOGUE, Cell, Told
from recount.everything import recount
from recount.rows import Drawn, Row
from worlds import PERIOD, World, build

from simulation.country import simulate_country
from simulation.slips import Slips

COUNTIES = ("SM", "BH")
#: indicators that cannot be counted from the truth, each with the reason: there are none
NOT_COUNTED: dict[str, str] = {}
CELL = "period, geo_level, geo_code, indicator, breakdown, category"
Found = tuple[World, Drawn, dict[Cell, Told]]
Change = Callable[[str, list[Row]], list[Row]]


def made(root: Path, households: int, quarters: int, seed: int) -> Found:
    """A world whose people every system knows by their right names and CNPs, and its recount."""
    periods = [str(PERIOD.shift(-back)) for back in reversed(range(quarters))]
    delivered, options = periods[-4:], {"slips": Slips.none(), "uats": 3, "rows": True}
    simulate_country(
        COUNTIES, households, str(PERIOD), quarters, seed, out=root, delivered=delivered, **options
    )
    world = build(root, PERIOD.shift(1 - quarters))
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    drawn = Drawn(root / "truth" / "rows", [Quarter.of(period) for period in periods], delivered)
    return world, drawn, recount(drawn)


@pytest.fixture(scope="module")
def over_time(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Two years, so that needs are followed to the longest horizon."""
    return made(tmp_path_factory.mktemp("over_time"), 900, 8, 13)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """One quarter of places so big that their counts may be shown: else there is no index of community risk."""
    return made(tmp_path_factory.mktemp("at_once"), 4000, 1, 14)


@pytest.fixture(params=["over_time", "at_once"])
def found(request: pytest.FixtureRequest) -> Found:
    """Each of the two worlds."""
    result: Found = request.getfixturevalue(request.param)
    return result


def differences(truth: dict[Cell, Told], rows: pl.DataFrame) -> list[tuple[Cell, Told | None, Told | None]]:
    """Cells in which a table (cell, numerator, denominator, value) is not as the truth."""
    told = {row[:6]: row[6:9] for row in rows.rows()}
    return [
        (cell, truth.get(cell), told.get(cell))
        for cell in sorted(truth.keys() | told.keys())
        if not same(truth.get(cell), told.get(cell))
    ]


def same(one: Told | None, other: Told | None) -> bool:
    """Whether counts are equal, and values but for the rounding to nine digits."""
    if one is None or other is None:
        return one is other
    return one[:2] == other[:2] and isclose(one[2], other[2], rel_tol=1e-9, abs_tol=1e-9)


def computed(world: World) -> pl.DataFrame:
    """All values, unsuppressed."""
    return world.sql(
        f"select {CELL}, numerator, denominator, value from indicators.indicator_value where value is not null"
    )


def is_small(count: int | None) -> bool:
    return count is not None and threshold("suppression_min") <= count <= threshold("suppression_max")


def gives_away(cell: Cell, told: Told) -> bool:
    """Whether a number is about so few people that it may not be shown."""
    row, (numerator, denominator, _) = CATALOGUE[cell[3]], told
    rest = (
        denominator - numerator
        if row["unit"] == "share" and numerator is not None and denominator is not None
        else None
    )
    return row["sensitivity"] != "institutional" and any(map(is_small, (numerator, denominator, rest)))


def test_people_are_linked_as_they_are(found: Found) -> None:
    """What follows compares indicators, not the linkage of people without a CNP."""
    world, drawn, _ = found
    people = world.sql("select list(record_key) as records from core.person_record group by person_key")
    assert {len({drawn.person_of[key] for key in records}) for records in people["records"]} == {1}
    assert people.height == len(set(drawn.person_of.values()))


def test_indicators_equal_the_truth(found: Found) -> None:
    world, _, truth = found
    assert differences(truth, computed(world)) == []


def test_published_numbers_equal_the_truth(found: Found) -> None:
    """With a warning or without, here and there: invented people too break a rule of plausibility by chance."""
    world, _, truth = found
    told = world.sql(f"select {CELL}, numerator, denominator, value, status from published.indicators")
    warned = told.filter(status="warning").height
    assert warned < 0.1 * told.filter(status="published").height
    published = told.with_columns(status=pl.col("status").replace("warning", "published"))
    status = {row[:6]: row[9] for row in published.rows()}
    expected = {cell: "suppressed" if gives_away(cell, told) else "published" for cell, told in truth.items()}
    assert {cell: said for cell, said in status.items() if said != "no_data"} == expected
    assert set(expected.values()) == {"published", "suppressed"}
    shown = {cell: told for cell, told in truth.items() if expected[cell] == "published"}
    assert differences(shown, published.filter(status="published")) == []
    hidden = published.filter(pl.col("status") != "published")
    assert (
        hidden.select(pl.col("numerator", "denominator", "value").is_not_null().any()).row(0) == (False,) * 3
    )


def test_every_indicator_is_counted(over_time: Found, at_once: Found) -> None:
    counted = {cell[3] for _, _, truth in (over_time, at_once) for cell in truth}
    assert counted | set(NOT_COUNTED) == set(CATALOGUE)
    assert not counted & set(NOT_COUNTED)


def first_changed(table: str, which: Callable[[Row], bool], **change: object) -> Change:
    """Change the first of a table's rows that is so."""

    def changed(name: str, rows: list[Row]) -> list[Row]:
        if name == table:
            next(row for row in rows if which(row)).update(change)
        return rows

    return changed


def of_household(row: Row) -> bool:
    """Whether a finding is present and the whole household's."""
    return row["state"] == "present" and row["record_key"] is None


@pytest.mark.parametrize(
    ("change", "indicator"),
    [
        (first_changed("spor/findings", of_household, state="absent"), "PRV-01"),
        (first_changed("amc/records", lambda row: row["sex"] == "male", sex="female"), "COV-01"),
        (first_changed("spor/results", lambda row: row["reached_on"], reached_on=None), "PRO-03"),
        (first_changed("programme", lambda row: row["left_on"] is None, wave=9), "COV-05"),
    ],
    ids=["a finding", "a sex", "a result", "a wave"],
)
def test_one_wrong_row_is_seen(over_time: Found, change: Change, indicator: str) -> None:
    world, drawn, _ = over_time
    wrong = recount(Drawn(drawn.folder, drawn.quarters, drawn.delivered, change))
    assert indicator in {cell[3] for cell, _, _ in differences(wrong, computed(world))}
