"""Specs: what a file may say, what it becomes, and what is said of a wrong one."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from specs import SPECS, Country, Spec, SpecError, countries, land
from specs.rows import check

from orchestration.period import Period
from orchestration.sources import SOURCES

PERIOD = Period.parse("2025-Q4")
EXPECTED = """
## Expected
| indicator | of them | people |
|---|---|---|
| HOU-02 | 1 | 2 |
"""
GOOD = """# HOU-02: an example

## Households
| household | rooms | lacks meals | found |
|---|---|---|---|
| A | 2 | yes | hou_overcrowded |
| B | | | |

## People
| who | household | born | activity | found | asked |
|---|---|---|---|---|---|
| Ana | A | 1990-01-01 | unemployed | inc_no_income | INC HOU |
| Ion | B | 2015-01-01 | | - | |

## Assessments
| household | assessed | people |
|---|---|---|
| A | 2025-09-01 21:30 | Ana |

## Plans and actions
| household | name | person | action | done |
|---|---|---|---|---|
| A | file | Ana | act_minimum_income_file | 2025-10-01 |

## Services
| person | planned | outcome |
|---|---|---|
| Ana | file | delivered |
"""


def spec(folder: Path, text: str, name: str = "HOU-02") -> Spec:
    path = folder / f"{name}.md"
    path.write_text(text if "| indicator" in text else text + EXPECTED, encoding="utf-8")
    return Spec.read(path)


def landed(folder: Path, *specs: Spec) -> Country:
    (country,) = countries(specs)
    land(country, folder / "landing")
    return country


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    (path,) = (folder / "landing" / "spor").rglob("*.zip")
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{table}.csv").decode())))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_spec_is_readable(path: Path, tmp_path: Path) -> None:
    """All its cells are good, and its deliveries are accepted to the last row."""
    (country,) = countries([Spec.read(path)])
    land(country, tmp_path)
    for delivery in tmp_path.glob("*/*/*"):
        reading = SOURCES[delivery.parts[-3]].read(delivery, PERIOD, b"k" * 32)
        assert reading.accepted
        assert not any(table["refused"] for table in reading.tables), (delivery.name, reading.tables)


def test_households_become_records(tmp_path: Path) -> None:
    landed(tmp_path, spec(tmp_path, GOOD))
    assessments = rows_of(tmp_path, "assessments")
    assert [(row["household_id"], row["kind"], row["assessed_at"]) for row in assessments] == [
        ("1", "initial", "2025-03-01 10:00:00"),
        ("1", "reassessment", "2025-09-01 21:30:00"),
        ("2", "initial", "2025-03-01 10:00:00"),
    ]
    assert (assessments[0]["rooms"], assessments[0]["lacks_meals"], assessments[1]["rooms"]) == ("2", "1", "")
    answers = rows_of(tmp_path, "person_assessments")
    assert [(row["assessment_id"], row["person_id"], row["activity_status"]) for row in answers] == [
        ("1", "1", "unemployed"),
        ("2", "1", ""),
        ("3", "2", ""),
    ]
    found = rows_of(tmp_path, "findings")
    assert {row["vulnerability"] for row in found if row["state"] == "present" and not row["person_id"]} == {
        "hou_overcrowded"
    }
    asked = {row["vulnerability"][:3] for row in found if row["person_id"] == "1"}
    assert asked == {"inc", "hou"}
    (service,) = rows_of(tmp_path, "services")
    assert (service["household_id"], service["planned_action_id"], service["outcome"]) == (
        "1",
        "1",
        "delivered",
    )
    (plan,) = rows_of(tmp_path, "plans")
    assert (plan["assessment_id"], plan["signed_on"], plan["until_on"]) == ("1", "2025-03-15", "2026-03-14")


def test_each_spec_has_a_place_of_its_own(tmp_path: Path) -> None:
    county = GOOD + "\n## Expected\n| indicator | geo | value |\n|---|---|---|\n| HOU-02 | county | 50 % |\n"
    specs = [spec(tmp_path, GOOD, "one"), spec(tmp_path, GOOD, "two"), spec(tmp_path, county, "three")]
    (country,) = countries(specs)
    assert len(set(country.homes.values())) == 3
    assert country.counties["one"] == country.counties["two"] != country.counties["three"]
    alone = spec(tmp_path, GOOD.replace("## Households", "*A country of its own.*\n\n## Households"), "four")
    assert [sorted(run.counties) for run in countries([*specs, alone])] == [["one", "three", "two"], ["four"]]


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("| Ion | B |", "| Ion | C |", "line 13: there is no household «C»"),
        ("## People", "## Persons", "line 10: there are no tables «Persons»"),
        ("| activity |", "| activities |", "line 10: there is no column «activities» in People"),
        ("unemployed", "jobless", "line 12: activity: «jobless» is none of"),
        ("inc_no_income", "inc_none", "line 12: found: there is no code «inc_none»"),
        ("| INC HOU |", "| MONEY |", "line 12: asked: there is no code «MONEY»"),
        ("1990-01-01", "1990-13-01", "line 12: born: "),
        ("| yes |", "| perhaps |", "line 6: lacks_meals: «perhaps» is neither yes nor no"),
        ("| A | 2 |", "| A | two |", "line 6: rooms: "),
        ("| B | | | |", "| B | | |", "line 7: 3 cells under 4 columns"),
        ("| Ion |", "| Ana |", "line 13: there are two of the name «Ana»"),
        ("21:30 | Ana |", "21:30 | Eva |", "line 18: there is no person «Eva»"),
        ("act_minimum_income_file", "act_income", "line 23: action: «act_income» is none of"),
        ("| Ana | file | del", "| Ana | paper | del", "line 28: there is no planned «paper»"),
        ("| HOU-02 | 1", "| HOU-2 | 1", "line 33: there is no indicator «HOU-2»"),
        ("| HOU-02 | 1", "| HOU-02 | one", "line 33: «one» is no number"),
    ],
)
def test_a_wrong_table_is_told_with_file_and_row(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    text = GOOD + EXPECTED
    assert text.count(right) >= 1
    with pytest.raises(SpecError) as raised:
        landed(tmp_path, spec(tmp_path, text.replace(right, wrong, 1)))
    assert str(raised.value).startswith(f"HOU-02.md, {message}")


def test_a_spec_that_expects_nothing_is_none(tmp_path: Path) -> None:
    path = tmp_path / "empty.md"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(SpecError, match=r"empty\.md: it expects nothing"):
        Spec.read(path)
    check(spec(tmp_path, GOOD))
