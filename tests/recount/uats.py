"""UATs of the programme: what registers, teams and people in evidence tell of each in a quarter."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from seed_rows import column, seed

from recount.calendar import Quarter, local_day
from recount.homes import Home
from recount.people import Person
from recount.rows import Drawn, Row

COUNTY_OF = {row["siruta"]: row["county_code"] for row in seed("uats")}
KIND_OF = {row["siruta"]: row["kind"] for row in seed("uats")}


@dataclass
class Uat:
    """A UAT in a quarter; None is not known. `posts`: full-time equivalents of who is there on the last day."""

    siruta: str
    wave: str | None = None
    people: list[Person] = field(default_factory=list)
    #: open households, with their class of risk
    households: list[str | None] = field(default_factory=list)
    posts: list[tuple[str, str, float | None]] = field(default_factory=list)
    full_days: float | None = None
    minutes: dict[str, int] = field(default_factory=dict)
    assisted: set[str] = field(default_factory=set)
    reached: int = 0
    accredited: bool = False
    licensed: int = 0
    money: dict[tuple[str, str], float] = field(default_factory=dict)

    def full_time(self, profession: str | None = None) -> float | None:
        """Full-time equivalents, None if a part is not told."""
        parts = [part for _, own, part in self.posts if profession in (None, own)]
        return None if None in parts else sum(parts)


def working_days(first: date, last: date) -> int | None:
    """Days from Monday to Friday without public holidays; None of a year whose holidays are not known."""
    holidays = set(column("public_holidays", "day"))
    if str(first.year) not in {day[:4] for day in holidays}:
        return None
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    return sum(day.weekday() < 5 and day.isoformat() not in holidays for day in days)


def _teams(uats: dict[str, Uat], quarter: Quarter, members: list[Row]) -> None:
    days: dict[str, list[float | None]] = defaultdict(list)
    for row in members:
        until = row["left_on"] or date.max
        if row["joined_on"] > quarter.last or until <= quarter.first or until <= row["joined_on"]:
            continue
        if until > quarter.last:
            uats[row["siruta"]].posts.append((str(row["worker"]), row["profession"], row["fte"]))
        worked = working_days(max(row["joined_on"], quarter.first), min(until - timedelta(1), quarter.last))
        known = worked is not None and row["fte"] is not None
        days[row["siruta"]].append(worked * row["fte"] if known else None)
    for siruta, parts in days.items():
        uats[siruta].full_days = None if None in parts else sum(parts)


def _work(uats: dict[str, Uat], quarter: Quarter, drawn: Drawn) -> None:
    def home(row: Row) -> Uat | None:
        return uats.get(drawn.households[row["household_key"]]["siruta"])

    for row in drawn.rows("spor/visits"):
        uat = home(row)
        if uat and quarter.holds(local_day(row["visited_at"])):
            uat.assisted.add(row["household_key"])
            where = "field" if row["place"] == "home" else "office"
            uat.minutes[where] = uat.minutes.get(where, 0) + (row["minutes"] or 0)
    for row in drawn.rows("spor/services"):
        uat, ended = home(row), row["ended_on"]
        came_to_nothing = row["outcome"] not in (None, "delivered") and quarter.holds(ended)
        began = quarter.holds(row["started_on"]) and not came_to_nothing
        if uat and (began or (quarter.holds(ended) and row["outcome"] == "delivered")):
            uat.assisted.add(row["household_key"])
    plans = {row["plan"]: row for row in drawn.rows("spor/plans")}
    for row in drawn.rows("spor/results"):
        uat = home(plans[row["plan"]])
        if uat and quarter.holds(row["reached_on"]):
            uat.reached += 1


def _registers(uats: dict[str, Uat], quarter: Quarter, drawn: Drawn) -> None:
    for row in drawn.rows("programme"):
        if row["joined_on"] <= quarter.last and (row["left_on"] is None or row["left_on"] > quarter.last):
            uats[str(row["uat"])].wave = str(row["wave"])
    for row in drawn.rows("accreditation"):
        if row["accredited_from"] <= quarter.last <= (row["accredited_to"] or date.max):
            uats[str(row["uat"])].accredited = True
    for row in drawn.rows("social_services"):
        residential = row["service_code"][4:6] == "CR"
        if row["licensed_from"] <= quarter.last <= (row["licensed_to"] or date.max) and not residential:
            uats[str(row["uat"])].licensed += 1
    for row in drawn.rows("costs"):
        if row["period"] == quarter.period:
            money, key = uats[str(row["uat"])].money, (row["kind"], row["funds"])
            money[key] = money.get(key, 0) + row["amount"]


def uats_of(
    drawn: Drawn, people: dict[Quarter, list[Person]], homes: dict[Quarter, list[Home]]
) -> dict[Quarter, list[Uat]]:
    """All UATs of the simulated counties by quarter."""
    counties = {record["county"] for record in drawn.records}
    assessments, found = drawn.by("spor/assessments", "household_key"), {}
    for quarter in drawn.quarters:
        uats = {siruta: Uat(siruta) for siruta, county in COUNTY_OF.items() if county in counties}
        for person in people[quarter]:
            if person.place.siruta:
                uats[person.place.siruta].people.append(person)
        for home in homes[quarter]:
            if home.is_open(quarter):
                told = [row for row in assessments.get(home.key, []) if row["assessed_at"] < quarter.ends_at]
                newest = max(
                    told,
                    key=lambda row: (row["assessed_at"], row["assessment"]),
                    default={"risk_class": None},
                )
                # one whose members are recorded in two UATs is one in each
                for siruta in {member.place.siruta for member in home.members} - {None}:
                    uats[siruta].households.append(newest["risk_class"])
        _registers(uats, quarter, drawn)
        _teams(uats, quarter, drawn.rows("spor/team_members"))
        _work(uats, quarter, drawn)
        found[quarter] = list(uats.values())
    return found
