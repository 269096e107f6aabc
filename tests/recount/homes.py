"""Households at a quarter's end: those of SPOR, and AMC's families, with the people in evidence who belong to them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from seed_rows import seed

from recount.calendar import Quarter, age_on, months_later, threshold
from recount.cells import Cells, Place
from recount.needs_in_quarters import AREA_OF
from recount.people import Person
from recount.rows import Drawn, Row
from recount.states import DIMENSION_OF


@dataclass
class Home:
    """A household with its members in evidence."""

    key: str
    place: Place
    area: str | None
    members: list[Person]
    closed_at: datetime | None = None

    @property
    def is_spor(self) -> bool:
        return self.key.startswith("spor:")

    @property
    def adults(self) -> list[Person]:
        return [member for member in self.members if member.aged(18)]

    def is_open(self, quarter: Quarter) -> bool:
        """Whether it was not closed by the quarter's end."""
        return self.closed_at is None or self.closed_at >= quarter.ends_at

    def found(self) -> set[str]:
        return set().union(*(member.found for member in self.members))

    def assessed(self) -> set[str]:
        return set().union(*(member.assessed for member in self.members))


def places_of_homes(drawn: Drawn) -> dict[str, tuple[Place, str | None]]:
    """Place and area of each household: of AMC's that of the first record that tells one."""
    found = {key: (Place(row["county"], row["siruta"]), row["area"]) for key, row in drawn.households.items()}
    records = [record for record in drawn.records if record["source"] == "amc"]
    for record in sorted(records, key=lambda row: (row["siruta"] is None, row["record_key"])):
        place = Place(record["county"], record["siruta"])
        found.setdefault(record["household_key"], (place, AREA_OF.get(record["siruta"])))
    return found


def homes_with_people(drawn: Drawn, people: dict[Quarter, list[Person]]) -> dict[Quarter, list[Home]]:
    """The households with somebody in evidence."""
    places, found = places_of_homes(drawn), {}
    for quarter, everybody in people.items():
        members = defaultdict(list)
        for person in everybody:
            if person.household is not None:
                members[person.household].append(person)
        found[quarter] = [
            Home(key, *places[key], own, drawn.households.get(key, {}).get("closed_at"))
            for key, own in members.items()
        ]
    return found


def helped(drawn: Drawn, homes: dict[str, Row]) -> dict[tuple[str, str], list[tuple]]:
    """The days on which a group of actions was done for a household, and whether for it or an adult."""
    groups = {row["action"]: row["action_group"] for row in seed("action_groups")}
    plans = {row["plan"]: row["household_key"] for row in drawn.rows("spor/plans")}
    done = [
        (plans[row["plan"]], row["record_key"], row["action"], row["done_on"])
        for row in drawn.rows("spor/actions")
    ]
    done += [
        (row["household_key"], row["record_key"], row["action"], row["ended_on"])
        for row in drawn.rows("spor/services")
        if row["outcome"] == "delivered"
    ]
    found = defaultdict(list)
    for household, record, action, day in done:
        if day is not None and action in groups:
            age = age_on(day, homes[drawn.person_of[record]]["birth_date"]) if record else None
            found[household, groups[action]].append((day, record is None or (age is not None and age >= 18)))
    return found


def _insured(home: Home) -> bool | None:
    """Whether an adult is insured: None if that depends on who did not answer."""
    told = [member.answers.get("health_insurance") for member in home.adults]
    return True if 1 in told else None if None in told else False


def count_homes(cells: Cells, drawn: Drawn, homes: dict[Quarter, list[Home]], people: dict[str, Row]) -> None:
    """PRV-02 to PRV-05, RES-10, RES-15 and RES-16, of households that are open."""
    deeds = helped(drawn, people)
    for quarter, everybody in homes.items():
        since = months_later(quarter.first, 3 - 3 * int(threshold("action_quarters")))
        for home in (home for home in everybody if home.is_open(quarter)):
            where, found, assessed = (quarter, home.place), home.found(), home.assessed()
            dimensions = {DIMENSION_OF[name] for name in found}
            for dimension in assessed - {"EMP"}:
                cells.add("PRV-03", *where, {"dimension": dimension}, dimension in dimensions)
            for name, dimension in DIMENSION_OF.items():
                if dimension in assessed - {"EMP"}:
                    cells.add("PRV-02", *where, {"vulnerability": name}, name in found)
            traits = {"area": home.area}
            if assessed:
                cells.add("PRV-04", *where, traits, len(dimensions) >= 1)
                cells.add("PRV-05", *where, traits, len(dimensions) >= 3)
            insured = _insured(home)
            if home.adults and insured is not None:
                cells.add("RES-10", *where, traits, insured)
            if home.is_spor and home.adults and "hou_overcrowded" in found:
                advised = deeds[home.key, "overcrowding_advice"]
                cells.add(
                    "RES-15",
                    *where,
                    traits,
                    any(since <= day <= quarter.last and own for day, own in advised),
                )
            if home.is_spor and "hou_unhealthy" in found:
                given = deeds[home.key, "unhealthy_housing_help"]
                cells.add("RES-16", *where, traits, any(since <= day <= quarter.last for day, _ in given))
