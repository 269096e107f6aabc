"""SPOR deliveries add up: a second one, a correction and a struck record each change what they should, and no more."""

from pathlib import Path

import pytest
from spor_export import Files, Rows, changes, example, rows_of, with_cells, write_folder
from worlds import PERIOD, World, build

BEFORE = PERIOD.shift(-1)
#: what hangs on the delivery or on the data root's key, and may change by itself
UNCOMPARED = {"delivery", "delivery_period", "person_key", "cnp_key", "name_key", "name_sound_key"}
#: facts of SPOR and what identifies their rows
FACTS = {
    "person_record": "record_key",
    "dim_household": "household_key",
    "household_member": "membership_key",
    "fct_household_assessment": "household_assessment_key",
    "fct_person_assessment": "assessment_key",
    "fct_assessment": "assessment_key",
    "fct_finding": "assessment_key || ' ' || source_code",
    "fct_plan": "plan_key",
    "fct_plan_action": "plan_action_key",
    "fct_service": "service_key",
    "fct_visit": "visit_key",
    "fct_notification": "notification_key",
    "fct_result": "result_key",
    "fct_satisfaction": "satisfaction_key",
    "fct_community_activity": "activity_key",
    "fct_team": "team_member_key",
}
Rowset = dict[str, dict[str, tuple]]


def put(root: Path, files: Files, period: str, name: str) -> None:
    write_folder(files, root / "landing" / "spor" / period / name)


def whole() -> Files:
    return with_cells("delivery", 0, period=str(BEFORE))


def built(root: Path) -> World:
    world = build(root, BEFORE)
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    return world


def facts(world: World) -> Rowset:
    found: Rowset = {}
    for fact, key in FACTS.items():
        columns = set(world.sql(f"describe core.{fact}")["column_name"]) - UNCOMPARED
        listed = ", ".join(sorted(columns))
        rows = world.sql(f"select {key}, {listed} from core.{fact} where source = 'spor'").rows()
        found[fact] = {row[0]: row[1:] for row in rows}
        assert len(found[fact]) == len(rows)
    return found


def difference(before: Rowset, after: Rowset) -> dict[str, tuple[set[str], set[str], set[str]]]:
    """For each fact that changed: keys that are new, that are gone, that say something else."""
    changed = {}
    for fact, old in before.items():
        new = after[fact]
        parts = (
            new.keys() - old.keys(),
            old.keys() - new.keys(),
            {key for key in old.keys() & new.keys() if old[key] != new[key]},
        )
        if any(parts):
            changed[fact] = parts
    return changed


def row(table: str, number: int, **cells: str) -> Rows:
    """One record of the example with other values."""
    return [next(row for row in rows_of(example()[table]) if row["id"] == str(number)) | cells]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Rowset:
    root = tmp_path_factory.mktemp("spor")
    put(root, whole(), str(BEFORE), "whole")
    return facts(built(root))


def test_the_example_is_all_in_core(base: Rowset) -> None:
    files = example()
    tables = {
        "person_record": "persons",
        "dim_household": "households",
        "household_member": "memberships",
        "fct_household_assessment": "assessments",
        "fct_person_assessment": "person_assessments",
        "fct_plan": "plans",
        "fct_plan_action": "planned_actions",
        "fct_service": "services",
        "fct_visit": "visits",
        "fct_notification": "notifications",
        "fct_result": "results",
        "fct_satisfaction": "satisfaction",
        "fct_community_activity": "activities",
        "fct_team": "team_members",
    }
    assert {fact: len(base[fact]) for fact in tables} == {
        fact: len(rows_of(files[table])) for fact, table in tables.items()
    }


def test_changes_change_what_they_hold(base: Rowset, tmp_path: Path) -> None:
    put(tmp_path, whole(), str(BEFORE), "whole")
    visit = row("visits", 1, id="900", visited_at="2025-12-01 09:00:00")
    closed = row("households", 3, closed_at="2025-12-20 10:00:00", closing_reason="resolved")
    put(tmp_path, changes(visits=visit, households=closed), str(PERIOD), "changes")
    assert difference(base, facts(built(tmp_path))) == {
        "fct_visit": ({"spor:SM:900"}, set(), set()),
        "dim_household": (set(), set(), {"spor:SM:3"}),
        # the plan of a household that is closed runs no longer
        "fct_plan": (set(), set(), {"spor:SM:5"}),
    }


def test_a_correction_takes_the_place_of_its_quarter(base: Rowset, tmp_path: Path) -> None:
    put(tmp_path, whole(), str(BEFORE), "whole")
    put(tmp_path, changes(visits=row("visits", 1, id="900")), str(PERIOD), "changes")
    built(tmp_path)
    put(tmp_path, changes(visits=row("visits", 1, minutes="5")), str(PERIOD), "corrected")
    assert difference(base, facts(built(tmp_path))) == {"fct_visit": (set(), set(), {"spor:SM:1"})}


def test_a_corrected_base_keeps_the_changes_on_it(base: Rowset, tmp_path: Path) -> None:
    put(tmp_path, whole(), str(BEFORE), "whole")
    put(tmp_path, changes(visits=row("visits", 1, id="900")), str(PERIOD), "changes")
    built(tmp_path)
    put(tmp_path, with_cells("satisfaction", 0, files=whole(), score="1"), str(BEFORE), "corrected")
    assert difference(base, facts(built(tmp_path))) == {
        "fct_visit": ({"spor:SM:900"}, set(), set()),
        "fct_satisfaction": (set(), set(), {"spor:SM:1"}),
    }


def test_a_struck_record_takes_with_it_what_hangs_on_it(base: Rowset, tmp_path: Path) -> None:
    put(tmp_path, whole(), str(BEFORE), "whole")
    struck = [
        {"id": "1", "table_name": "visits", "record_id": "2", "struck_at": "2025-11-01 10:00:00"},
        {"id": "2", "table_name": "plans", "record_id": "1", "struck_at": "2025-11-01 10:00:00"},
    ]
    put(tmp_path, changes(tombstones=struck), str(PERIOD), "changes")
    after = facts(built(tmp_path))
    changed = difference(base, after)
    of_plan = {
        table: {f"spor:SM:{row['id']}" for row in rows_of(example()[table]) if row["plan_id"] == "1"}
        for table in ("planned_actions", "results")
    }
    assert of_plan["planned_actions"]
    assert changed["fct_visit"] == (set(), {"spor:SM:2"}, set())
    assert changed["fct_plan"] == (set(), {"spor:SM:1"}, set())
    assert changed["fct_plan_action"][1] == of_plan["planned_actions"]
    assert changed.get("fct_result", (set(), set(), set()))[1] == of_plan["results"]
    assert changed["fct_service"][:2] == (set(), set()), "services stay, without their planned action"
    assert changed.keys() <= {"fct_visit", "fct_plan", "fct_plan_action", "fct_result", "fct_service"}


def test_a_record_sent_again_after_it_was_struck_is_back(base: Rowset, tmp_path: Path) -> None:
    earlier = with_cells("delivery", 0, period=str(BEFORE.shift(-1)))
    put(tmp_path, earlier, str(BEFORE.shift(-1)), "whole")
    struck = [{"id": "1", "table_name": "visits", "record_id": "2", "struck_at": "2025-08-01 10:00:00"}]
    first = changes(tombstones=struck) | {"delivery": declaration(BEFORE, BEFORE.shift(-1))}
    put(tmp_path, first, str(BEFORE), "struck")
    put(tmp_path, changes(visits=row("visits", 2)), str(PERIOD), "again")
    assert difference(base, facts(built(tmp_path))) == {}


def declaration(period: object, since: object) -> bytes:
    files = with_cells("delivery", 0, files=changes(), period=str(period), since=str(since))
    return files["delivery"]


def test_changes_wait_for_their_base(tmp_path: Path) -> None:
    put(tmp_path, changes(visits=row("visits", 1, id="900")), str(PERIOD), "changes")
    stopped = build(tmp_path, BEFORE)
    assert list(stopped.outcome.refused) == ["gate_1"]
    put(tmp_path, whole(), str(BEFORE), "whole")
    assert "spor:SM:900" in facts(built(tmp_path))["fct_visit"]
