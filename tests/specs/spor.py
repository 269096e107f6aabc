"""The households of a spec, their people and what was asked of them, as records of SPOR."""

from specs.formats import ASSESSED, FORMATS, RECORDED, SPOR
from specs.markdown import Spec
from specs.places import Country
from specs.records import Records, answered, cells_of
from specs.rows import Row, rows
from specs.village import Household, Village

NOBODY = "-"


def settle(country: Country, spec: Spec, records: Records) -> Village:
    """Put the households and people of a spec into the records of its county; assessments are in `assessments`."""
    village = Village(country, spec, records)
    people, told = rows(spec, "People"), rows(spec, "Assessments")
    asked, assessed = _days(people), _days(told)
    listed = rows(spec, "Households")
    implied = {row["household"]: row for row in [*people, *told] if row["household"]}
    for row in listed or implied.values():
        name = row.text("household")
        _found(village, row, bool(listed), asked.get(name), assessed.get(name, []))
    for row in people:
        _admit(village, row)
    for row in rows(spec, "Memberships"):
        key, _ = village.person(row)
        _join(village, village.household(row), row.text("person"), key, row, row["joined"])
    for row in told:
        _assess(village, row)
    for row in people:
        _ask(village, row)
    for row in rows(spec, "Answers"):
        _, household = village.person(row)
        if not (day := row["assessed"] or household.first):
            raise row.fault(f"the household «{household.name}» was never assessed")
        household.assessed(day).answers[row.text("person")] = row
    return village


def _days(told: list[Row]) -> dict[str, list[str]]:
    """Give the days on which rows that write any say that their household was assessed."""
    days: dict[str, list[str]] = {}
    for row in told:
        if row["household"] and "assessed" in row.given:
            known = days.setdefault(row.text("household"), [])
            known += [row.text("assessed")] if row["assessed"] not in (None, NOBODY) else []
    return days


def _found(village: Village, row: Row, listed: bool, asked: list[str] | None, assessed: list[str]) -> None:
    """Put a household into the evidence, and its first assessment to it.

    `asked`: days that its people write, `assessed`: days of further assessments.
    """
    name = row.text("household")
    if name in village.households:
        raise row.fault(f"there are two of the name «{name}»")
    written = listed and "assessed" in row.given
    moment = row["assessed"] if written else ASSESSED if asked is None else min(asked, default=None)
    days = [*(asked or []), *assessed, *([moment] if moment else [])]
    recorded = (row["recorded"] if listed else None) or f"{min([*days, RECORDED])[:10]} 09:00:00"
    form, home = FORMATS["Households"], village.country.first_home(village.spec)
    cells = cells_of(row, form, SPOR["households"]) if listed else {}
    cells |= {"uat": village.country.home(village.spec, row) if listed else home, "registered_at": recorded}
    key = village.records.add("households", **cells)
    first = moment or min(assessed, default=None)
    household = village.households[name] = Household(name, key, recorded, first[:10] if first else None)
    if moment:
        begun = household.assessed(moment)
        begun.row, begun.of_all = (row if listed else None), written or asked is None
        begun.kind = row["kind"] if listed else None
    elif listed and any(answered(row, form, SPOR["assessments"])):
        raise row.fault(f"the household «{name}» was never assessed, but it answered")


def _admit(village: Village, row: Row) -> None:
    """Put a person into the evidence and into the household."""
    name = row.text("who")
    if name in village.people:
        raise row.fault(f"there are two of the name «{name}»")
    household = village.household(row)
    recorded = row["recorded"] or household.recorded
    cells = cells_of(row, FORMATS["People"], SPOR["persons"]) | {"registered_at": recorded}
    key = village.records.add("persons", **cells)
    village.people[name] = (key, household)
    _join(village, household, name, key, row, row["joined"] or recorded[:10])


def _join(village: Village, household: Household, name: str, key: str, row: Row, joined: str | None) -> None:
    since = joined or row.text("joined")
    village.records.add("memberships", person_id=key, household_id=household.key, joined_on=since,
                        left_on=row["left"], relation=row["relation"])  # fmt: skip
    removed = row.values.get("removed")
    household.members.append((name, since, row["left"] or (removed[:10] if removed else None)))


def _assess(village: Village, row: Row) -> None:
    household = village.household(row)
    assessment = household.assessed(row.text("assessed"))
    if assessment.row:
        raise row.fault(f"the household «{household.name}» was assessed twice that day")
    assessment.moment, assessment.row, assessment.of_all = row.text("assessed"), row, True
    assessment.kind = row["kind"]
    if row["people"]:
        names = [name.strip() for name in row.text("people").split(",") if name.strip() != NOBODY]
        for name in names:
            if name not in village.people:
                raise row.fault(f"there is no person «{name}»")
        assessment.people = names


def _ask(village: Village, row: Row) -> None:
    """Put the answers of a person's row to the assessment that they were given at."""
    name, household = row.text("who"), village.household(row)
    if "assessed" in row.given:
        household.apart.add(name)
        if row["assessed"] not in (None, NOBODY):
            household.assessed(row.text("assessed")).answers[name] = row
    elif household.first and name in household.on(household.first):
        household.assessed(household.first).answers[name] = row
    elif any(answered(row, FORMATS["People"], SPOR["person_assessments"])):
        raise row.fault(f"«{name}» was never assessed, but answered")
