"""Who is in evidence at a quarter's end, where, and what is known of them: every person once, of all systems."""

from collections import defaultdict
from dataclasses import dataclass

from seed_rows import seed

from recount.calendar import Quarter, age_on, local_day
from recount.cells import Place
from recount.rows import Drawn, Row, belongs
from recount.states import states_of

RANK = {(row["attribute"], row["source"]): int(row["rank"]) for row in seed("source_precedence")}
DIMENSIONS = [row["dimension"] for row in seed("dimensions")]
BANDS = [(row["age_band"], int(row["age_from"]), int(row["age_to"])) for row in seed("age_bands")]
AREA_OF = {row["siruta"]: row["area"] for row in seed("uats")}
NOT_ANSWERS = ("assessment", "record_key", "assessed_at", "county")


def band_of(age: int | None) -> str | None:
    """The age band of an age."""
    return next((band for band, first, last in BANDS if age is not None and first <= age <= last), None)


@dataclass
class Person:
    """A person at a quarter's end: found are vulnerabilities, assessed dimensions; None is not known."""

    person: str
    place: Place
    area: str | None
    sex: str | None
    age: int | None
    household: str | None
    relation: str | None
    found: set[str]
    assessed: set[str]
    state_age: int | None
    work: str | None
    answers: Row
    answered: int | None

    @property
    def traits(self) -> dict[str, str | None]:
        return {"sex": self.sex, "age": band_of(self.age), "area": self.area}

    def aged(self, first: int, last: int = 999) -> bool:
        return self.age is not None and first <= self.age <= last


def first_known(records: list[Row], attribute: str, key: str) -> object:
    """What the first record tells that knows it: by precedence, then the newer state, then the key."""

    def order(row: Row) -> tuple:
        return RANK[attribute, row["source"]], row["state_age"] is None, row["state_age"], row["record_key"]

    known = [row for row in records if (attribute, row["source"]) in RANK and row[key] is not None]
    return min(known, key=order)[key] if known else None


def place_order(row: Row) -> tuple:
    return row["siruta"] is None, RANK["place", row["source"]], row["record_key"]


def _standing(record: Row, quarter: Quarter, drawn: Drawn, states: dict, is_last: bool) -> Row:
    """A record as it stands at a quarter's end."""
    row = dict(record)
    if record["source"] == "spor":
        spell = next(
            (spell for spell in drawn.spells[record["record_key"]] if belongs(spell, quarter.last)), None
        )
        home = drawn.households.get(spell["household_key"], {}) if spell else {}
        row |= {"siruta": home.get("siruta"), "area": home.get("area")}
        row |= {"household_key": home.get("household_key"), "relation": spell and spell["relation"]}
    if record["source"] == "primero" and record["siruta"] is None:
        row["county"] = None
    told = [state for state in states.get(record["record_key"], []) if state.at < quarter.ends_at]
    state = told[-1] if told else None
    row["state"] = state
    row["age"] = age_on(quarter.last, record["birth_date"])
    row["state_age"] = (quarter.last - local_day(state.at)).days if state else None
    row["work"] = (state and state.work) or (record["work_status"] if is_last else None)
    return row


def _person(person: str, records: list[Row], quarter: Quarter, talks: dict[str, list[Row]]) -> Person:
    found, assessed = set(), set()
    for dimension in DIMENSIONS:
        for row in records:
            row["told"] = row["state"].found.get(dimension) if row["state"] else None
        told = first_known(records, dimension, "told")
        if told is not None:
            assessed.add(dimension)
            found |= told
    ordered = sorted(records, key=place_order)
    where = {
        key: next((row[key] for row in ordered if row[key] is not None), None)
        for key in ("county", "siruta", "area")
    }
    asked = min(
        (row for row in records if row["source"] == "spor"),
        key=lambda row: (row["state_age"] is None, row["state_age"], row["record_key"]),
        default=None,
    )
    answers = (
        [talk for talk in talks.get(asked["record_key"], []) if talk["assessed_at"] < quarter.ends_at]
        if asked
        else []
    )
    household = first_known(records, "household", "household_key")
    return Person(
        person=person,
        place=Place(where["county"], where["siruta"]),
        area=where["area"],
        sex=first_known(records, "sex", "sex"),
        age=first_known(records, "birth_date", "age"),
        household=household,
        relation=asked["relation"] if asked and asked["household_key"] == household else None,
        found=found,
        assessed=assessed,
        state_age=min(
            (row["state_age"] for row in records if row["state"] and row["state"].found), default=None
        ),
        work=first_known(records, "work_status", "work"),
        answers=answers[-1] if answers else {},
        answered=(quarter.last - local_day(answers[-1]["assessed_at"])).days if answers else None,
    )


def people_of(drawn: Drawn) -> dict[Quarter, list[Person]]:
    """The people in evidence at each quarter's end."""
    states, talks = states_of(drawn), drawn.by("spor/talks", "record_key")
    for own in talks.values():
        own.sort(key=lambda talk: (talk["assessed_at"], talk["assessment"]))
        own[:] = [
            talk for talk in own if any(talk[key] is not None for key in talk if key not in NOT_ANSWERS)
        ]
    found = {}
    for quarter in drawn.quarters:
        is_last = quarter.period == drawn.delivered[-1]
        here = defaultdict(list)
        for record in drawn.records:
            gone = record["removed_at"]
            recorded = record["is_counted"] and record["recorded_at"] < quarter.ends_at
            if recorded and (gone is None or gone >= quarter.ends_at):
                here[record["person"]].append(_standing(record, quarter, drawn, states, is_last))
        found[quarter] = [
            _person(person, records, quarter, talks) for person, records in sorted(here.items())
        ]
    return found
