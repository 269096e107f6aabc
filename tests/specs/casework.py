"""What teams do for the households of a spec: plans, services, visits and all else, as records of SPOR."""

from datetime import date, timedelta

from specs.formats import FORMATS, SPOR
from specs.records import cells_of
from specs.rows import Row, rows
from specs.village import Household, Village

UNSIGNED = ""
Plans = dict[tuple[str, str], str]


def work(village: Village) -> None:
    """Put the work of a village's teams into its records."""
    plans: Plans = {}
    for row in rows(village.spec, "Plans and actions"):
        _plan(village, plans, row)
    for row in rows(village.spec, "Results"):
        _result(village, plans, row)
    for row in rows(village.spec, "Notifications"):
        place = village.country.home(village.spec, row)
        household = village.household(row).key if row["household"] else None
        key = _add(village, "Notifications", "notifications", row, household_id=household, uat=place)
        village.name(row, "notification", key)
    for row in rows(village.spec, "Services"):
        _add(village, "Services", "services", row, household_id=village.household(row).key,
             person_id=village.person_key(row), planned_action_id=village.key(row, "planned"),
             worker_id=village.key(row, "worker"))  # fmt: skip
    for row in rows(village.spec, "Visits"):
        _add(village, "Visits", "visits", row, household_id=village.household(row).key,
             notification_id=village.key(row, "notification"), worker_id=village.key(row, "worker"))  # fmt: skip
    for row in rows(village.spec, "Activities"):
        place = village.country.home(village.spec, row)
        _add(village, "Activities", "activities", row, uat=place, worker_id=village.key(row, "worker"))
    for row in rows(village.spec, "Satisfaction"):
        _add(village, "Satisfaction", "satisfaction", row, household_id=village.household(row).key)


def _add(village: Village, title: str, table: str, row: Row, **keys: str | None) -> str:
    return village.records.add(table, **{**cells_of(row, FORMATS[title], SPOR[table]), **keys})


def _plan(village: Village, plans: Plans, row: Row) -> None:
    """Put a planned action into its household's plan of that day, which is new where there is none yet."""
    household, signed = village.household(row), row["signed"]
    known = household.name, signed or UNSIGNED
    if known not in plans:
        until = row["until"] if "until" in row.given else _year_after(signed)
        plans[known] = village.records.add(
            "plans", household_id=household.key, assessment_id=_rests_on(household, row),
            signed_on=signed, until_on=until)  # fmt: skip
    if row["action"]:
        key = _add(village, "Plans and actions", "planned_actions", row, plan_id=plans[known],
                   person_id=village.person_key(row))  # fmt: skip
        if row["name"]:
            village.named["planned", row.text("name")] = key


def _rests_on(household: Household, row: Row) -> str | None:
    """Give the assessment of the day that a plan names, else the newest up to its signing, else the first."""
    days = sorted(household.assessments)
    if row["assessed"]:
        if row["assessed"] not in days:
            raise row.fault(f"the household «{household.name}» was not assessed on {row['assessed']}")
        return household.assessments[row.text("assessed")].key
    before = [day for day in days if not row["signed"] or day <= row.text("signed")]
    chosen = (before or days or [""])[-1 if before else 0]
    return household.assessments[chosen].key if chosen else None


def _result(village: Village, plans: Plans, row: Row) -> None:
    household = village.household(row)
    signed = [day for name, day in plans if name == household.name]
    if "signed" in row.given:
        signed = [day for day in signed if day == (row["signed"] or UNSIGNED)]
    if len(signed) != 1:
        raise row.fault(f"the household «{household.name}» has {len(signed)} such plans")
    agreed = row["agreed"] if "agreed" in row.given else (signed[0] or None)
    _add(village, "Results", "results", row, plan_id=plans[household.name, signed[0]],
         person_id=village.person_key(row), agreed_on=agreed)  # fmt: skip


def _year_after(day: str | None) -> str | None:
    return str(date.fromisoformat(day) + timedelta(days=364)) if day else None
