"""States of people's records: what each assessment told, by the dimensions on which its system has a say."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from seed_rows import codes_of, seed

from recount.rows import Drawn

DIMENSION_OF = {row["vulnerability"]: row["dimension"] for row in seed("vulnerabilities")}
WORK_OF = {row["activity_status"]: row["work_status"] for row in seed("activity_statuses")}


@dataclass(frozen=True)
class State:
    """What was told at an instant: vulnerabilities found, by dimension; `answers` also what is not there (SPOR)."""

    at: datetime
    number: int
    found: dict[str, set[str]]
    answers: dict[str, bool]
    work: str | None = None


def speaks_on(source: str) -> set[str]:
    """The dimensions on which a system has a say."""
    return {row["attribute"] for row in seed("source_precedence") if row["source"] == source} & set(
        DIMENSION_OF.values()
    )


def meaning_of(source: str) -> dict[str, str]:
    """The vulnerability of each of a system's codes that has one, of a dimension on which it has a say."""
    said = {row["code"]: row["vulnerability"] for row in codes_of(source) if row["vulnerability"]}
    return {code: name for code, name in said.items() if DIMENSION_OF[name] in speaks_on(source)}


def _state(at: datetime, number: int, there: set[str], dimensions: set[str]) -> State:
    found = {
        dimension: {name for name in there if DIMENSION_OF[name] == dimension} for dimension in dimensions
    }
    return State(at, number, found, dict.fromkeys(there, True))


def states_of(drawn: Drawn) -> dict[str, list[State]]:
    """All states of each record, in order of time."""
    states = defaultdict(list)
    meaning = meaning_of("amc")
    for row in drawn.rows("amc/states"):
        there = {meaning[code] for code in row["codes"] if code in meaning}
        states[row["record_key"]].append(_state(row["assessed_at"], row["entry"], there, speaks_on("amc")))
    meaning = meaning_of("primero")
    for row in drawn.rows("primero/records"):
        if row["is_counted"] and row["concerns"]:
            there = {meaning[code] for code in row["concerns"] if code in meaning}
            concerned = {DIMENSION_OF[name] for name in there}
            states[row["record_key"]].append(_state(row["recorded_at"], 0, there, concerned))
    findings = drawn.by("spor/findings", "assessment")
    for talk in drawn.rows("spor/talks"):
        own = [row for row in findings[talk["assessment"]] if row["record_key"] in (None, talk["record_key"])]
        told = [row for row in own if row["state"] != "not_assessed"]
        if told:
            answers: dict[str, bool] = {}
            for row in told:
                if row["vulnerability"] in DIMENSION_OF:
                    answers[row["vulnerability"]] = (
                        answers.get(row["vulnerability"], False) or row["state"] == "present"
                    )
            there = {name for name, present in answers.items() if present}
            state = _state(
                talk["assessed_at"], talk["assessment"], there, {DIMENSION_OF[name] for name in answers}
            )
            work = WORK_OF.get(talk["activity_status"])
            states[talk["record_key"]].append(State(state.at, state.number, state.found, answers, work))
    for own_states in states.values():
        own_states.sort(key=lambda state: (state.at, state.number))
    return states
