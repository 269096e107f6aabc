"""The sources' own reports: computed as a naive count finds them, and held against what an office hands in."""

import csv
import shutil
from pathlib import Path

import pytest
from amc_recount import read
from amc_report_recount import recount_report
from spor_export import example, write_folder
from worlds import PERIOD, SHARED, World, build, put

from simulation.amc import simulate_amc

SAMPLE = SHARED / "amc" / "sample" / "satu-mare-2025-Q4.zip"
LANDING = Path("landing") / "amc" / str(PERIOD)
Report = list[tuple[str, str, str, int]]


def hand_in(root: Path, report: Report, name: str = "report") -> None:
    """Put a report into the landing folder: source, place, figure, value."""
    path = root / "landing" / "source_reports" / str(PERIOD) / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source", "period", "place", "figure", "value"])
        writer.writerows(
            (source, str(PERIOD), place, figure, value) for source, place, figure, value in report
        )


def computed(world: World, source: str) -> dict[tuple[str, str, str], tuple[int, ...]]:
    rows = world.sql(
        "select geo_level, geo_code, figure, computed, computed_entries from quality.source_report_figure "
        f"where source = '{source}' and period = '{PERIOD}'"
    ).rows()
    return {row[:3]: row[3:] for row in rows}


def put_simulated(root: Path) -> Path:
    return put(root, simulate_amc(["SM"], 600, str(PERIOD), 4, seed=11, uats=4))


def put_sample(root: Path) -> Path:
    (root / LANDING).mkdir(parents=True)
    return Path(shutil.copy(SAMPLE, root / LANDING))


@pytest.mark.parametrize(
    "source",
    [
        put_simulated,
        pytest.param(
            put_sample,
            marks=pytest.mark.skipif(not SHARED.is_dir(), reason="the optional real sample is not here"),
        ),
    ],
)
def test_amc_counts_as_its_own_report_does_and_a_wrong_figure_stands_out(source, tmp_path: Path) -> None:
    """Of all figures handed in for a county one is wrong, one UAT reports the people with an entry only."""
    naive = recount_report(read(source(tmp_path)), str(PERIOD))
    county = {figure: people for (level, _, figure), people in naive.items() if level == "county"}
    wrong = max(county, key=lambda figure: county[figure])
    uat, figure = max((cell[1:] for cell in naive if cell[0] == "uat"), key=lambda c: _gap(naive["uat", *c]))
    assert _gap(naive["uat", uat, figure]) > 1
    told = {figure: people for figure, (people, _) in county.items()} | {wrong: county[wrong][0] + 1}
    report = [("amc", "SM", name, people) for name, people in told.items()]
    hand_in(tmp_path, [*report, ("amc", uat, figure, naive["uat", uat, figure][1])])

    world = build(tmp_path)
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    assert computed(world, "amc") == naive
    assert {"G04", "VSA_02"} <= county.keys() and county["G04"] == county["VSA_02"]
    held = world.sql(
        "select geo_code, figure, difference, status from quality.reconciliation where status <> 'not_reported'"
    ).rows()
    assert len(held) == len(county) + 1
    assert {row for row in held if row[3] != "agrees"} == {
        ("SM", wrong, 1, "differs"),
        (uat, figure, -_gap(naive["uat", uat, figure]), "agrees_with_entries"),
    }


def _gap(people: tuple[int, int]) -> int:
    return people[0] - people[1]


def test_what_nobody_carries_is_none_and_what_nobody_delivered_is_not_computed(tmp_path: Path) -> None:
    """A correction replaces the figure; what stands in no report of that source is refused, and told."""
    write_folder(example(), tmp_path / "landing" / "spor" / str(PERIOD) / "spor")
    hand_in(
        tmp_path, [("spor", "SM", "plans", 99), ("spor", "BH", "plans", 4), ("amc", "SM", "G04", 7)], "first"
    )
    build(tmp_path)
    hand_in(
        tmp_path, [("spor", "SM", "plans", 0), ("spor", "SM", "G04", 7), ("amc", "SM", "zero", 1)], "second"
    )
    world = build(tmp_path)
    held = world.sql(
        "select source, geo_code, figure, reported, status from quality.reconciliation "
        "where status <> 'not_reported' order by all"
    ).rows()
    plans = computed(world, "spor").get(("county", "SM", "plans"), (0,))[0]
    assert held == [
        ("amc", "SM", "G04", 7, "not_computed"),
        ("spor", "BH", "plans", 4, "not_computed"),
        ("spor", "SM", "plans", 0, "differs" if plans else "agrees"),
    ]
