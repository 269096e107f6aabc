"""Of which UAT the rows of a delivery are: by what it holds, by what earlier ones told, and where rows were refused."""

from pathlib import Path

import polars as pl
import pytest
from spor_export import PERIOD, Files, changed, changes, csv_of, example, rows_of, with_cells, write_folder
from worlds import settings_of

from orchestration import intake

BEFORE = PERIOD.shift(-1)


def put(root: Path, files: Files, period: str, name: str) -> None:
    write_folder(files, root / "landing" / "spor" / period / name)


def take_in(root: Path) -> None:
    settings = settings_of(root)
    assert all(one.accepted for one in intake.take_in(settings, PERIOD))
    intake.admit(settings)


def receipt(root: Path, name: str, period: str = str(PERIOD)) -> pl.DataFrame:
    return pl.read_parquet(root / "lake" / "spor" / name / f"{period}-*.parquet")


def whole() -> Files:
    return with_cells("delivery", 0, period=str(BEFORE))


def first(table: str, **cells: str) -> dict[str, str]:
    return rows_of(example()[table])[0] | cells


def uat_of(household: str) -> str:
    return next(row["uat"] for row in rows_of(example()["households"]) if row["id"] == household)


def later() -> tuple[Files, dict[str, str]]:
    """Changes whose rows point to what only the whole delivery holds, and the UAT of each table's row."""
    households = {table: {row["id"]: row["household_id"] for row in rows_of(example()[table])}
                  for table in ("plans", "assessments")}  # fmt: skip
    visit, action = first("visits", id="9001"), first("planned_actions", id="9002")
    finding, member = first("findings"), first("memberships")
    person = next(row for row in rows_of(example()["persons"]) if row["id"] == member["person_id"])
    files = changes(visits=[visit], planned_actions=[action], findings=[finding], persons=[person])
    return files, {
        "visits": uat_of(visit["household_id"]),
        "planned_actions": uat_of(households["plans"][action["plan_id"]]),
        "findings": uat_of(households["assessments"][finding["assessment_id"]]),
        "persons": uat_of(member["household_id"]),
    }


@pytest.mark.parametrize("together", [True, False])
def test_changes_are_where_an_earlier_delivery_told_that_they_are(tmp_path: Path, together: bool) -> None:
    files, uats = later()
    put(tmp_path, whole(), str(BEFORE), "a")
    if not together:
        take_in(tmp_path)
    put(tmp_path, files, str(PERIOD), "b")
    take_in(tmp_path)
    places = receipt(tmp_path, "delivery_places").filter(pl.col("table_name") != "delivery")
    assert dict(places.select("table_name", "siruta").rows()) == uats
    new = dict(places.select("table_name", "rows_new").rows())
    assert new == {"visits": 1, "planned_actions": 1, "findings": 0, "persons": 0}
    base = receipt(tmp_path, "delivery_places", str(BEFORE))
    assert base["rows"].equals(base["rows_new"])


def test_changes_build_on_changes_and_on_the_last_whole_delivery_alone(tmp_path: Path) -> None:
    """The oldest delivery holds a household that the next whole one does not; changes bring another one."""
    oldest, before, now = (str(PERIOD.shift(-turns)) for turns in (3, 2, 1))
    gone, kept = rows_of(example()["households"])[:2]
    new = kept | {"id": "7777"}

    def lose(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if row["id"] != gone["id"]]

    later_whole = changed(with_cells("delivery", 0, period=before), "households", lose)
    declared = first("delivery", kind="changes", since=before, period=now)
    put(tmp_path, with_cells("delivery", 0, period=oldest), oldest, "a")
    put(tmp_path, later_whole, before, "b")
    put(tmp_path, changes(households=[new]) | {"delivery": csv_of("delivery", [declared])}, now, "c")
    visits = [first("visits", id=str(9000 + place), household_id=household["id"])
              for place, household in enumerate((gone, kept, new))]  # fmt: skip
    declared = first("delivery", kind="changes", since=now, period=str(PERIOD))
    put(tmp_path, changes(visits=visits) | {"delivery": csv_of("delivery", [declared])}, str(PERIOD), "d")
    take_in(tmp_path)
    places = receipt(tmp_path, "delivery_places").filter(table_name="visits")
    assert dict(places.select("siruta", "rows").rows()) == {None: 1, kept["uat"]: 2}


def test_what_a_correction_takes_the_place_of_is_not_before_it(tmp_path: Path) -> None:
    put(tmp_path, whole(), str(BEFORE), "a")
    files, _ = later()
    put(tmp_path, files, str(PERIOD), "b")
    take_in(tmp_path)
    corrected = changes(visits=[first("visits", id="9001", minutes="45")])
    put(tmp_path, corrected, str(PERIOD), "c")
    take_in(tmp_path)
    visits = receipt(tmp_path, "delivery_places").filter(table_name="visits")
    assert visits["rows_new"].to_list() == [1, 1]


def test_a_whole_delivery_is_where_it_says_itself(tmp_path: Path) -> None:
    """A household that it no longer holds places nothing."""
    put(tmp_path, whole(), str(BEFORE), "a")
    gone = rows_of(example()["visits"])[0]["household_id"]

    def lose(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if row["id"] != gone]

    put(tmp_path, changed(example(), "households", lose), str(PERIOD), "b")
    take_in(tmp_path)
    lost = receipt(tmp_path, "delivery_findings").filter(rule="parent-not-found", table_name="visits")
    assert lost["failures"].sum() == sum(row["household_id"] == gone for row in rows_of(example()["visits"]))
    assert lost["siruta"].unique().to_list() == [None]


def test_rows_that_are_refused_are_told_where_they_are(tmp_path: Path) -> None:
    assessment = first("assessments")
    files = with_cells("assessments", 0, assessed_at="", files=with_cells("delivery", 0, period=str(PERIOD)))
    put(tmp_path, files, str(PERIOD), "a")
    take_in(tmp_path)
    found = receipt(tmp_path, "delivery_findings")
    timeless = found.filter(rule="time-missing")
    assert timeless["siruta"].to_list() == [uat_of(assessment["household_id"])]
    orphans = found.filter(rule="parent-not-found", table_name="findings")
    assert orphans.height and set(orphans["siruta"]) == {uat_of(assessment["household_id"])}
