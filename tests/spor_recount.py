"""A naive count of SPOR deliveries: loops, the standard library and the words of DESIGN.md, "Counting"."""

import csv
import io
import zipfile
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from simulation.places import seed_table

BUCHAREST = ZoneInfo("Europe/Bucharest")
Row = dict[str, str | None]
Tables = dict[str, dict[str, Row]]

#: table → column → the table of the record that a row hangs on
HANGS_ON = {
    "memberships": {"person_id": "persons", "household_id": "households"},
    "team_members": {"team_id": "teams", "worker_id": "workers"},
    "assessments": {"household_id": "households"},
    "person_assessments": {"assessment_id": "assessments", "person_id": "persons"},
    "findings": {"assessment_id": "assessments", "person_id": "persons"},
    "plans": {"household_id": "households"},
    "planned_actions": {"plan_id": "plans"},
    "services": {"household_id": "households"},
    "visits": {"household_id": "households"},
    "results": {"plan_id": "plans"},
    "satisfaction": {"household_id": "households"},
}

#: table, when something happened, what it counts for
EVENTS = (
    ("plans", "signed_on", "plans_signed"),
    ("planned_actions", "done_on", "actions_done"),
    ("results", "reached_on", "results_reached"),
    ("services", "started_on", "services_started"),
    ("visits", "visited_at", "visits"),
    ("notifications", "received_at", "notifications"),
    ("activities", "held_on", "activities"),
)


def read(path: Path) -> Tables:
    """Read a written .zip with the standard library alone: table → id → row."""
    tables = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            rows = csv.DictReader(io.StringIO(archive.read(name).decode(), newline=""), strict=True)
            found = [{key: value or None for key, value in row.items()} for row in rows]
            tables[name.removesuffix(".csv")] = {str(row["id"]): row for row in found}
            assert len(tables[name.removesuffix(".csv")]) == len(found)
    return tables


def without_struck(tables: Tables, struck: dict[str, set[str]]) -> Tables:
    """Take records out, with what hangs on them."""
    kept: Tables = {}
    for name in ["households", "persons", "workers", "teams", *HANGS_ON, *tables]:
        if name in kept:
            continue
        gone = struck.get(name, set())
        kept[name] = {
            key: row
            for key, row in tables[name].items()
            if key not in gone
            and all(
                row[column] is None or row[column] in kept[to]
                for column, to in HANGS_ON.get(name, {}).items()
            )
        }
    return kept


def applied(deliveries: list[Tables]) -> Tables:
    """Take deliveries one after another: a whole one is the state, changes replace rows and strike some."""
    state: Tables = {}
    for delivery in deliveries:
        whole = delivery["delivery"]["1"]["kind"] == "whole"
        state = {name: ({} if whole else state[name]) | rows for name, rows in delivery.items()}
        struck: dict[str, set[str]] = defaultdict(set)
        for row in delivery["tombstones"].values():
            struck[str(row["table_name"])].add(str(row["record_id"]))
        state = without_struck(state, struck)
    return state


def instant(text: str | None) -> datetime:
    assert text
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def bounds(period: str) -> tuple[datetime, datetime]:
    """The first instants of a quarter and of the next."""
    year, first = int(period[:4]), 3 * int(period[-1]) - 2
    start = datetime(year, first, 1, tzinfo=BUCHAREST)
    return start, datetime(year + (first + 3) // 13, 1 if first == 10 else first + 3, 1, tzinfo=BUCHAREST)


def before(text: str | None, end: datetime) -> bool:
    """Whether something happened, and before the end of a quarter."""
    return text is not None and instant(text) < end


class Recount:
    """What a county's newest state says of some quarters, counted record by record."""

    def __init__(self, tables: Tables, county: str, periods: list[str]) -> None:
        self.tables, self.county = tables, county
        self.uats = {
            row["siruta"] for row in seed_table("uats.csv").filter(county_code=county).iter_rows(named=True)
        }
        self.catalogue = set(seed_table("vulnerabilities.csv")["vulnerability"])
        self.vulnerabilities: dict[tuple[str, ...], tuple[int, ...]] = {}
        self.people: dict[tuple[str, ...], tuple[int, int]] = {}
        self.counts: Counter = Counter()
        self._spells = defaultdict(list)
        for row in tables["memberships"].values():
            self._spells[row["person_id"]].append(row)
        self._asked = defaultdict(list)
        for row in tables["person_assessments"].values():
            self._asked[row["person_id"]].append(tables["assessments"][str(row["assessment_id"])])
        self._findings = defaultdict(list)
        for row in tables["findings"].values():
            self._findings[row["assessment_id"], row["person_id"]].append(row)
        for period in periods:
            self._count_people(period)
            self._count_work(period)

    def _levels(self, period: str, uat: str | None) -> list[tuple[str, str, str]]:
        places = [(period, "country", "RO"), (period, "county", self.county)]
        return [*places, (period, "uat", uat)] if uat in self.uats and uat is not None else places

    def _uat_of_household(self, household: str | None) -> str | None:
        return self.tables["households"][str(household)]["uat"]

    def _uat_of_person(self, person: str, last_day: date) -> str | None:
        """The UAT of the household of the spell that contains the quarter's last day."""
        day = last_day.isoformat()
        for spell in self._spells[person]:
            if str(spell["joined_on"]) <= day and (spell["left_on"] is None or spell["left_on"] > day):
                return self._uat_of_household(spell["household_id"])
        return None

    def _state(self, person: str, end: datetime) -> list[Row] | None:
        """The findings of the newest assessment in which the person was spoken of and something was answered."""
        newest, found = None, None
        for assessment in self._asked[person]:
            if not before(assessment["assessed_at"], end):
                continue
            own, of_all = self._findings[assessment["id"], person], self._findings[assessment["id"], None]
            told = [row for row in [*own, *of_all] if row["state"] in ("present", "absent")]
            key = (instant(assessment["assessed_at"]), int(assessment["id"] or 0))
            if told and (newest is None or key > newest):
                newest, found = key, told
        return found

    def _count_people(self, period: str) -> None:
        _, end = bounds(period)
        last_day = end.date() - timedelta(days=1)
        in_evidence, assessed, carried = Counter(), Counter(), Counter()
        for person, row in self.tables["persons"].items():
            if not before(row["registered_at"], end) or before(row["removed_at"], end):
                continue
            places = self._levels(period, self._uat_of_person(person, last_day))
            in_evidence.update(places)
            state = self._state(person, end)
            if state is None:
                continue
            assessed.update(places)
            codes = {str(finding["vulnerability"]) for finding in state if finding["state"] == "present"}
            carried.update((*place, code) for place in places for code in codes & self.catalogue)
        self.people |= {place: (count, assessed[place]) for place, count in in_evidence.items()}
        self.counts.update({(*place, "people_in_evidence"): count for place, count in in_evidence.items()})
        self.vulnerabilities |= {
            key: (people, assessed[key[:3]], in_evidence[key[:3]]) for key, people in carried.items()
        }

    def _add(self, period: str, uat: str | None, measure: str, count: float = 1) -> None:
        self.counts.update({(*place, measure): count for place in self._levels(period, uat)})

    def _count_work(self, period: str) -> None:
        start, end = bounds(period)
        first, following = start.date().isoformat(), end.date().isoformat()
        for table, column, measure in EVENTS:
            for row in self.tables[table].values():
                value = row[column]
                if value is None or row.get("reached", "1") != "1":
                    continue
                stamped = column.endswith("_at")
                if (start <= instant(value) < end) if stamped else (first <= value < following):
                    self._add(period, self._uat_of(row), measure)
                    if row.get("mode") == "referred":
                        self._add(period, self._uat_of(row), "services_referred")
        for row in self.tables["households"].values():
            if before(row["registered_at"], end) and not before(row["closed_at"], end):
                self._add(period, row["uat"], "households_in_evidence")
        for row in self.tables["team_members"].values():
            still = row["left_on"] is None or row["left_on"] >= following
            if str(row["joined_on"]) < following and still and row["fte"]:
                profession = self.tables["workers"][str(row["worker_id"])]["profession"]
                uat = self.tables["teams"][str(row["team_id"])]["uat"]
                self._add(period, uat, f"fte_{profession}", float(row["fte"]))

    def _uat_of(self, row: Row) -> str | None:
        """The row's own UAT, else that of the household that it is about."""
        if "uat" in row:
            return row["uat"]
        about = self.tables["plans"][str(row["plan_id"])] if "plan_id" in row else row
        return self._uat_of_household(about["household_id"])
