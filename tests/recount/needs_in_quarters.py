"""What becomes of needs in a quarter: from plan to result (PRO-01 to PRO-04), and identity papers (RES-01)."""

from recount.calendar import Quarter, age_on
from recount.cells import Cells, Place
from recount.needs import Need
from recount.people import AREA_OF, RANK, Person, band_of, place_order
from recount.rows import Drawn, Row


def homes_of(drawn: Drawn) -> dict[str, Row]:
    """Where each person was last known to be, and area, sex and birth date as known."""
    found = {}
    by_person: dict[str, list[Row]] = {}
    for record in drawn.records:
        row = dict(record)
        if record["source"] == "spor":
            last = max(quarter.last for quarter in drawn.quarters)
            spells = [
                spell for spell in drawn.spells.get(record["record_key"], []) if spell["joined_on"] <= last
            ]
            home = drawn.households[spells[-1]["household_key"]] if spells else {}
            row["siruta"] = home.get("siruta")
        if record["source"] == "primero" and record["siruta"] is None:
            row["county"] = None
        by_person.setdefault(record["person"], []).append(row)
    for person, rows in by_person.items():
        ordered = sorted(rows, key=place_order)
        told = {key: next((row[key] for row in ordered if row[key]), None) for key in ("county", "siruta")}
        for key in ("sex", "birth_date"):
            known = [row for row in rows if row[key] is not None]
            known.sort(key=lambda row, key=key: (RANK[key, row["source"]], row["record_key"]))
            told[key] = known[0][key] if known else None
        found[person] = told | {"area": AREA_OF.get(told["siruta"])}
    return found


def _who(
    need: Need, quarter: Quarter, here: dict[str, Person], homes: dict[str, Row]
) -> tuple[Place, int | None, dict]:
    """Place, age and traits of a need's person at the quarter's end, or as last known."""
    person = here.get(need.person)
    if person is not None:
        return person.place, person.age, person.traits
    home = homes[need.person]
    age = age_on(quarter.last, home["birth_date"])
    return (
        Place(home["county"], home["siruta"]),
        age,
        {"sex": home["sex"], "age": band_of(age), "area": home["area"]},
    )


def _is_paper(need: Need, age: int | None) -> bool:
    if age is None:
        return False
    return need.vulnerability == ("doc_no_birth_certificate" if age < 14 else "doc_no_identity_card")


def count_steps(
    cells: Cells, drawn: Drawn, needs: list[Need], people: dict[Quarter, list[Person]], homes: dict[str, Row]
) -> None:
    """PRO-01 to PRO-04 and RES-01, of needs that were open on a day of the quarter."""
    for quarter in drawn.quarters:
        here = {person.person: person for person in people[quarter]}
        for need in needs:
            if need.found > quarter.last or (need.ended is not None and need.ended < quarter.first):
                continue
            place, age, who = _who(need, quarter, here, homes)
            traits = who | {"dimension": need.dimension, "vulnerability": need.vulnerability}
            happened = {step for step, days in need.steps.items() if min(days) <= quarter.last}
            planned = "planned" in happened
            resolved = need.resolved is not None and need.resolved <= quarter.last
            cells.add("PRO-04", quarter, place, traits, resolved)
            if _is_paper(need, age):
                cells.add("RES-01", quarter, place, traits, resolved)
            if planned or (need.in_care is not None and need.in_care <= quarter.last):
                cells.add("PRO-01", quarter, place, traits, planned)
                cells.add("PRO-02", quarter, place, traits, planned and bool(happened & {"acted", "reached"}))
                cells.add("PRO-03", quarter, place, traits, planned and "reached" in happened)
