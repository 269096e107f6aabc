"""Needs: each vulnerability of a person from the day on which it was found, and what answered it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from seed_rows import seed

from recount.people import RANK
from recount.rows import Drawn, Row, belongs, local_day
from recount.states import DIMENSION_OF, State, meaning_of, speaks_on, states_of

LEFT = {(row["source"], row["removal_reason"]): row["left_reason"] for row in seed("removal_reasons")}


@dataclass
class Need:
    """A vulnerability of a person: open from `found` up to `resolved` or `left`, whichever there is; then found again."""

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


def in_households(drawn: Drawn) -> dict[str, list[Row]]:
    """Spells in households of SPOR, by person."""
    spells = defaultdict(list)
    for record, own in drawn.spells.items():
        spells[drawn.person_of[record]] += own
    return spells


def steps_of(drawn: Drawn) -> list[tuple[str, str | None, str | None, str | None, date | None, date | None]]:
    """Steps: planned, acted or reached; household, record, vulnerability, first and last day on which it answers."""
    plans = {row["plan"]: row for row in drawn.rows("spor/plans")}
    steps = []
    for name, step, day in (("actions", "acted", "done_on"), ("results", "reached", "reached_on")):
        for row in drawn.rows(f"spor/{name}"):
            plan, who = plans[row["plan"]], (row["record_key"], row["vulnerability"])
            signed = plan["signed_on"]
            steps.append(
                ("planned", plan["household_key"], *who, signed, signed and (plan["until_on"] or signed))
            )
            steps.append((step, plan["household_key"], *who, row[day], row[day]))
    for row in drawn.rows("spor/services"):
        if row["outcome"] == "delivered":
            who = (row["household_key"], row["record_key"], row["vulnerability"])
            steps.append(("acted", *who, row["ended_on"], row["ended_on"]))
    meaning = {row["code"]: row["vulnerability"] for row in seed("source_codes") if row["source"] == "amc"}
    for row in drawn.rows("amc/services"):
        if row["status"] == "realized":
            steps.append(
                ("acted", None, row["record_key"], meaning.get(row["code"]), row["held_on"], row["held_on"])
            )
    return steps


def answer(drawn: Drawn, needs: list[Need]) -> None:
    """Lay the steps beside the needs that they answer: a household's count for who was its member on that day."""
    spells, members = in_households(drawn), defaultdict(list)
    for person, own in spells.items():
        for spell in own:
            members[spell["household_key"]].append((person, spell))
    open_needs = defaultdict(list)
    for need in needs:
        open_needs[need.person, need.vulnerability].append(need)
        cares = [
            max(spell["joined_on"], need.found) for spell in spells[need.person] if _overlaps(spell, need)
        ]
        need.in_care = min(cares, default=None)
    for step, household, record, vulnerability, first, last in steps_of(drawn):
        if first is None:
            continue
        of_all = {person for person, spell in members[household] if belongs(spell, first)}
        for person in {drawn.person_of[record]} if record else of_all:
            for need in open_needs[person, vulnerability]:
                if need.found <= max(first, last) and (need.ended is None or first <= need.ended):
                    need.steps[step].append(max(first, need.found))


def _overlaps(spell: Row, need: Need) -> bool:
    starts_before = need.ended is None or spell["joined_on"] <= need.ended
    return starts_before and (spell["left_on"] is None or need.found < spell["left_on"])
