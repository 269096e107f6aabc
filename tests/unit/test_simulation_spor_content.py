"""What stands in simulated SPOR deliveries: answers that fit people, plans that fit findings, teams as teams are."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from spor_deliveries import MUCH, PERIOD, PERIODS, small_world, written
from spor_recount import Row, Tables, instant

from simulation.clock import end_of
from simulation.places import seed_table
from simulation.spor import SporDirt
from simulation.spor.codes import UNKNOWN_CODE, all_actions, all_codes


@pytest.fixture(scope="module")
def tidy(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """A larger county's last delivery without any dirt."""
    out = tmp_path_factory.mktemp("tidy")
    return written(out, ["whole"], PERIODS[-1:], SporDirt.none(), world=small_world(2500))[0][0]


def test_ids_follow_the_order_of_creation(tidy: Tables) -> None:
    for table, column in [
        ("households", "registered_at"),
        ("persons", "registered_at"),
        ("assessments", "assessed_at"),
        ("visits", "visited_at"),
        ("services", "started_on"),
        ("notifications", "received_at"),
        ("team_members", "joined_on"),
    ]:
        rows = tidy[table]
        assert list(rows) == sorted(rows, key=int)
        stamps = [str(row[column]) for row in rows.values()]
        assert stamps == sorted(stamps), table


def years(born: str | None, at: str | None) -> float:
    return (date.fromisoformat(str(at)[:10]) - date.fromisoformat(str(born))).days / 365.25


def spoken_of(tables: Tables) -> Iterator[tuple[Row, Row, Row, float]]:
    """Each talk with its person, its assessment and the age at that time."""
    for row in tables["person_assessments"].values():
        person = tables["persons"][str(row["person_id"])]
        assessment = tables["assessments"][str(row["assessment_id"])]
        yield row, person, assessment, years(person["birth_date"], assessment["assessed_at"])


def test_answers_are_consistent_with_age_and_sex(tidy: Tables) -> None:
    seen = Counter()
    for row, person, _, age in spoken_of(tidy):
        seen.update([("status", row["activity_status"]), ("education", row["education"])])
        assert age > -0.01
        if age < 15.99:
            assert row["activity_status"] is None
            assert row["months_worked"] is None
            assert row["lacks_clothes"] is None
        if 16.01 < age < 17.99:
            assert (row["activity_status"] == "student") == (row["enrolled"] == "1")
            seen.update([("minor at school", row["enrolled"])])
        if row["activity_status"] in ("employed", "self_employed") and row["months_worked"] == "12":
            assert row["care_duties"] == "0"
        if age > 65.01:
            assert row["activity_status"] in ("retired", "domestic")
            assert row["registered_unemployed"] is None
        if age > 18.01:
            assert row["months_worked"] is not None
        assert int(row["grades_finished"]) <= max(0, age - 5.9), (age, row)
        if row["education"] == "tertiary":
            assert age > 21.9
        if age < 9.99:
            assert row["education"] == "none"
        if row["pregnant"] is not None:
            assert person["sex"] == "female"
            assert 11.9 < age < 50.1
        if row["active_measure"] not in (None, "none"):
            assert row["registered_unemployed"] == "1"
    assert len(seen) == 8 + 1 + 6 + 2


def test_findings_fit_age_and_answers(tidy: Tables) -> None:
    codes = all_codes()
    age_of = {
        (row["assessment_id"], row["person_id"]): (row, person, age)
        for row, person, _, age in spoken_of(tidy)
    }
    seen, states = set(), Counter()
    for finding in tidy["findings"].values():
        code = codes.code.index(str(finding["vulnerability"]))
        seen.add(code)
        states[finding["state"]] += 1
        assert (finding["person_id"] is None) == codes.of_household[code]
        if finding["person_id"] is None:
            continue
        row, person, age = age_of[finding["assessment_id"], finding["person_id"]]
        assert codes.from_age[code] - 0.01 <= age <= codes.below_age[code] + 0.01
        assert person["sex"] == "female" or not codes.women_only[code]
        if finding["state"] == "present":
            if finding["vulnerability"] == "emp_not_working":
                assert row["activity_status"] not in ("employed", "self_employed")
            elif finding["vulnerability"] == "hea_uninsured":
                assert row["health_insurance"] == "0"
            elif str(finding["vulnerability"]).startswith("edu_not_in_"):
                assert row["enrolled"] == "0"
    assert len(seen) > 0.9 * len(codes.code)
    assert min(states[state] for state in ("present", "absent", "not_assessed")) > 100


def test_risk_class_counts_the_dimensions_found(tidy: Tables) -> None:
    dimension = dict(seed_table("vulnerabilities.csv").select("vulnerability", "dimension").iter_rows())
    found = {key: set() for key in tidy["assessments"]}
    for row in tidy["findings"].values():
        if row["state"] == "present":
            found[str(row["assessment_id"])].add(dimension[str(row["vulnerability"])])
    classes = Counter()
    for key, row in tidy["assessments"].items():
        many = len(found[key])
        assert row["risk_class"] == ("multi_risk" if many >= 3 else "at_risk" if many else "none")
        classes[row["risk_class"]] += 1
    assert min(classes.values()) > 0.1 * sum(classes.values())


def test_needs_mend_where_plans_are_made(tidy: Tables) -> None:
    rows = sorted(tidy["assessments"].values(), key=lambda row: int(str(row["id"])))
    many = Counter(row["assessment_id"] for row in tidy["findings"].values() if row["state"] == "present")
    heads = Counter(row["assessment_id"] for row in tidy["person_assessments"].values())
    planned = {row["household_id"] for row in tidy["plans"].values()}
    first: dict = {}
    last: dict = {}
    for row in rows:
        if row["household_id"] in planned and heads[row["id"]]:
            first.setdefault(row["household_id"], many[row["id"]] / heads[row["id"]])
            last[row["household_id"]] = many[row["id"]] / heads[row["id"]]
    twice = [house for house in first if first[house] != last[house]]
    assert len(twice) > 100
    assert sum(last[house] for house in twice) < 0.9 * sum(first[house] for house in twice)


def test_plans_answer_what_was_found(tidy: Tables) -> None:
    answers = set(seed_table("action_vulnerabilities.csv").iter_rows())
    present = {
        (row["assessment_id"], row["person_id"], row["vulnerability"])
        for row in tidy["findings"].values()
        if row["state"] == "present"
    }
    for row in tidy["planned_actions"].values():
        plan = tidy["plans"][str(row["plan_id"])]
        assert (row["action"], row["vulnerability"]) in answers
        assert (plan["assessment_id"], row["person_id"], row["vulnerability"]) in present
        assert row["done_on"] is None or str(plan["signed_on"]) <= row["done_on"]
    for row in tidy["results"].values():
        assert (row["reached_on"] is not None) == (row["reached"] == "1")
    assert len({row["action"] for row in tidy["planned_actions"].values()}) > 0.8 * len(all_actions().code)


def test_first_visits_come_within_72_hours_mostly(tidy: Tables) -> None:
    hours = [
        (
            instant(row["visited_at"]) - instant(tidy["notifications"][row["notification_id"]]["received_at"])
        ).total_seconds()
        / 3600
        for row in tidy["visits"].values()
        if row["notification_id"]
    ]
    assert len(hours) > 100
    assert min(hours) > 0
    assert 0.75 < sum(value <= 72 for value in hours) / len(hours) < 0.95


def test_teams_are_as_teams_are(tidy: Tables) -> None:
    members = tidy["team_members"].values()
    shares = Counter(row["fte"] for row in members)
    assert {"1.0", "0.5", "0.25"} <= set(shares)
    assert any(row["left_on"] for row in members)
    professions = Counter(row["profession"] for row in tidy["workers"].values())
    assert len(professions) == 6
    by_team = Counter(row["team_id"] for row in members)
    assert set(by_team) == set(tidy["teams"])


def test_people_stay_in_one_household_at_a_time(tidy: Tables) -> None:
    spells: dict = {}
    for row in tidy["memberships"].values():
        spells.setdefault(row["person_id"], []).append((row["joined_on"], row["left_on"] or "9999"))
    for found in spells.values():
        ordered = sorted(found)
        assert all(one[1] <= other[0] for one, other in pairwise(ordered))
    assert max(len(found) for found in spells.values()) > 1


def test_dirt_is_there_and_can_be_left_out(tmp_path: Path, tidy: Tables) -> None:
    dirty = written(tmp_path, ["whole"], PERIODS[-1:], MUCH)[0][0]

    def measured(tables: Tables) -> dict[str, int]:
        persons, findings = tables["persons"].values(), tables["findings"].values()
        real = set(seed_table("uats.csv")["siruta"])
        stamps = [(row["household_id"], row["assessed_at"]) for row in tables["assessments"].values()]
        after = [
            row
            for row in tables["visits"].values()
            if instant(row["visited_at"]).timestamp() >= end_of(PERIOD)
        ]
        told = {row["assessment_id"] for row in findings if row["state"] != "not_assessed"}
        spoken = {row["assessment_id"] for row in tables["person_assessments"].values()}
        return {
            "missing_birth_date": sum(row["birth_date"] is None for row in persons),
            "missing_sex": sum(row["sex"] is None for row in persons),
            "without_uat": sum(row["uat"] is None for row in tables["households"].values()),
            "unknown_uat": sum(row["uat"] not in real for row in tables["households"].values() if row["uat"]),
            "unknown_code": sum(row["vulnerability"] == UNKNOWN_CODE for row in findings),
            "equal_stamps": len(stamps) - len(set(stamps)),
            "after_period": len(after),
            "entered_twice": sum(row["removal_reason"] == "duplicate" for row in persons),
            "empty_answer": sum(row["rooms"] is None for row in tables["assessments"].values()),
            "without_vulnerability": sum(row["vulnerability"] is None for row in tables["results"].values()),
            "without_findings": max(0, len(spoken - told) - len(spoken) // 50),
        }

    assert min(measured(dirty).values()) > 0, measured(dirty)
    assert set(measured(tidy).values()) == {0}, measured(tidy)
    usual = sum(row["vulnerability"] == UNKNOWN_CODE for row in dirty["findings"].values())
    assert usual / len(dirty["findings"]) < 0.03
