"""Needs: each vulnerability of a person from the day on which it was found, and what answered it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from seed_rows import seed

from recount.calendar import local_day
from recount.people import RANK
from recount.rows import Drawn, Row
from recount.states import DIMENSION_OF, State, meaning_of, states_of

LEFT = {(row["source"], row["removal_reason"]): row["left_reason"] for row in seed("removal_reasons")}


@dataclass
class Need:
    """A vulnerability of a person, open from `found` up to `resolved` or else `left`; `again`: found once more."""

    person: str
    vulnerability: str
    found: date
    resolved: date | None
    again: date | None
    left: date | None
    reason: str | None
    #: since when the person was in a household of SPOR while it was open
    in_care: date | None = None
    steps: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))

    @property
    def dimension(self) -> str:
        return DIMENSION_OF[self.vulnerability]

    @property
    def ended(self) -> date | None:
        return self.resolved or self.left


def _gone(record: Row, died: datetime | None) -> datetime | None:
    """When a record left evidence: who died in one system did so in all."""
    return min((at for at in (record["removed_at"], died) if at is not None), default=None)


def _died(record: Row) -> bool:
    return record["removed_at"] is not None and LEFT.get((record["source"], record["reason"])) == "deceased"


def _leaving(records: list[Row], at: datetime) -> datetime | None:
    """The first moment from an instant on at which no record of a person is in evidence."""
    for gone in sorted(row["gone"] for row in records if row["gone"] is not None):
        stands = (
            row["recorded_at"] <= gone and (row["gone"] is None or row["gone"] > gone) for row in records
        )
        if gone > at and not any(stands):
            return gone
    return None


def _why(records: list[Row], left: datetime | None) -> str | None:
    """Why a person left evidence at a moment."""
    if left is None:
        return None
    reasons = [
        "deceased" if row["died"] == left else LEFT.get((row["source"], row["reason"]), "other")
        for row in sorted(records, key=lambda row: row["record_key"])
        if row["gone"] == left
    ]
    return "deceased" if "deceased" in reasons else reasons[0]


def _told(records: list[Row], states: dict[str, list[State]]) -> list[tuple[datetime, State, Row]]:
    """What was told of a person, in order of time; none before the record or after it left."""
    told = [
        (max(state.at, row["recorded_at"]), state, row)
        for row in records
        for state in states.get(row["record_key"], [])
        if row["gone"] is None or state.at < row["gone"]
    ]
    return sorted(told, key=lambda one: (one[0], one[1].at, one[1].number, one[2]["record_key"]))


def _counts(told: list[tuple[datetime, State, Row]], at: datetime, record: Row, dimension: str) -> bool:
    """Whether no better system had told of the dimension by then, by a record that is still in evidence."""
    rank = RANK.get((dimension, record["source"]))
    return rank is not None and not any(
        then <= at
        and dimension in state.found
        and RANK[dimension, other["source"]] < rank
        and (other["gone"] is None or at < other["gone"])
        for then, state, other in told
    )


def _spells(told: dict[date, bool]) -> list[tuple[date, date | None, date | None]]:
    """When a vulnerability was found, no longer found, and found again."""
    turns: list[date] = []
    for day in sorted(told):
        if told[day] != (len(turns) % 2 == 1):
            turns.append(day)
    padded = [*turns, None, None]
    return [(padded[start], padded[start + 1], padded[start + 2]) for start in range(0, len(turns), 2)]


def needs_of(drawn: Drawn) -> list[Need]:
    """All needs of all people, without what answered them."""
    states, records = states_of(drawn), defaultdict(list)
    for record in drawn.records:
        if record["is_counted"] and record["source"] != "primero":
            records[record["person"]].append(record)
    seen = set(meaning_of("amc").values())
    found = []
    for person, rows in records.items():
        died = min((row["removed_at"] for row in rows if _died(row)), default=None)
        own = [row | {"gone": _gone(row, died), "died": died} for row in rows]
        told = _told(own, states)
        stays: dict[tuple[str, datetime | None], dict[date, bool]] = defaultdict(dict)
        for at, state, record in told:
            answers = (
                dict.fromkeys(seen, False) | state.answers if record["source"] == "amc" else state.answers
            )
            for vulnerability, there in answers.items():
                if _counts(told, at, record, DIMENSION_OF[vulnerability]):
                    stays[vulnerability, _leaving(own, at)][local_day(at)] = there
        for (vulnerability, left), answers in stays.items():
            for since, until, again in _spells(answers):
                found.append(
                    Need(person, vulnerability, since, until, again, local_day(left), _why(own, left))
                )
    return found
