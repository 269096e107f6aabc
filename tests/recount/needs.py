"""Needs: each vulnerability of a person from the day on which it was found, and what answered it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from seed_rows import seed

from recount.calendar import local_day
from recount.people import RANK
from recount.rows import Drawn, Row
from recount.states import DIMENSION_OF, State, meaning_of, speaks_on, states_of

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


def _speaker(records: list[Row], dimension: str, states: dict[str, list[State]]) -> Row | None:
    """The record that tells of a dimension: the best source that assessed it, one that was not removed, the first."""
    known = [
        row
        for row in records
        if (dimension, row["source"]) in RANK
        and (
            len(records) == 1 or any(dimension in state.found for state in states.get(row["record_key"], []))
        )
    ]
    return min(
        known,
        key=lambda row: (RANK[dimension, row["source"]], row["removed_at"] is not None, row["record_key"]),
        default=None,
    )


def _answers(record: Row, states: list[State], seen: set[str]) -> dict[str, dict[date, bool]]:
    """What a record tells of each vulnerability, by day: the last answer of a day counts, none after the removal."""
    recorded = local_day(record["recorded_at"])
    told: dict[str, dict[date, bool]] = defaultdict(dict)
    for state in states:
        if record["removed_at"] is None or state.at < record["removed_at"]:
            day = max(local_day(state.at), recorded)
            answers = (
                dict.fromkeys(seen, False) | state.answers if record["source"] == "amc" else state.answers
            )
            for vulnerability, there in answers.items():
                told[vulnerability][day] = there
    return told


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
    for person, own in records.items():
        told: dict[str, dict[str, dict[date, bool]]] = {
            row["record_key"]: _answers(row, states.get(row["record_key"], []), seen) for row in own
        }
        for dimension in speaks_on("spor"):
            record = _speaker(own, dimension, states)
            if record is None:
                continue
            reason = LEFT.get((record["source"], record["reason"]), "other") if record["removed_at"] else None
            for vulnerability, answers in told[record["record_key"]].items():
                if DIMENSION_OF[vulnerability] == dimension:
                    for since, until, again in _spells(answers):
                        left = local_day(record["removed_at"])
                        found.append(Need(person, vulnerability, since, until, again, left, reason))
    return found
