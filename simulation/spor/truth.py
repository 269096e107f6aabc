"""What people a right warehouse must hold for a delivery: counted from what was drawn, not from what was written.

State: the newest assessment before the quarter's end in which the person was spoken of and something was answered, of
the person or of the household (unknown codes are answers too, but are not counted); equal stamps: the higher id.
"""

import numpy as np
import polars as pl

from simulation.arrays import Booleans
from simulation.clock import end_of
from simulation.spor.codes import all_codes
from simulation.spor.findings import ABSENT, PRESENT
from simulation.spor.history import History
from simulation.spor.standing import levels, persons_in_evidence, place_of_persons, places

SOURCE = "spor"
KEYS = ("period", "geo_level", "geo_code")


def _states(history: History, at: int) -> tuple[Booleans, Booleans]:
    """Give, by talk, what is there in that assessment (talks × codes), and whether anything was answered."""
    findings, talks, codes = history.findings, history.talks, len(all_codes().code)
    stands, own = findings.entry.stands(at), findings.talk >= 0
    told = stands & ((findings.state == PRESENT) | (findings.state == ABSENT))
    there = stands & (findings.state == PRESENT) & (findings.code < codes)
    answered = np.zeros(len(talks), dtype=np.bool_)
    answered[findings.talk[told & own]] = True
    household_answered = np.zeros(len(history.assessments), dtype=np.bool_)
    household_answered[findings.assessment[told & ~own]] = True
    of_household = np.zeros((len(history.assessments), codes), dtype=np.bool_)
    of_household[findings.assessment[there & ~own], findings.code[there & ~own]] = True
    state = of_household[talks.assessment]
    state[findings.talk[there & own], findings.code[there & own]] = True
    return state, answered | household_answered[talks.assessment]


def _count(
    history: History, at: int, period: str, state: Booleans, answered: Booleans
) -> tuple[pl.DataFrame, pl.DataFrame]:
    turn, talks, codes = end_of(period), history.talks, all_codes().code
    place, in_evidence = place_of_persons(history, at, turn), persons_in_evidence(history, at, turn)
    newest = np.full(len(place), -1)
    before = history.assessments.stamp[talks.assessment] < turn
    told = np.flatnonzero(talks.entry.stands(at) & answered & before)
    np.maximum.at(newest, talks.person[told], told)
    assessed = np.flatnonzero(in_evidence & (newest >= 0))
    person, code = np.nonzero(state[newest[assessed]])
    count = places(history)
    carried = np.bincount(place[assessed[person]] * len(codes) + code, minlength=count * len(codes))
    by_level = zip(
        levels(history, carried.reshape(count, len(codes))),
        levels(history, np.bincount(place[assessed], minlength=count)),
        levels(history, np.bincount(place[in_evidence], minlength=count)),
        strict=True,
    )
    rows, people = [], []
    for (level, names, by_code), (_, _, known), (_, _, everybody) in by_level:
        label = {"period": pl.lit(period), "geo_level": pl.lit(level), "source": pl.lit(SOURCE)}
        where, what = np.nonzero(by_code)
        found = {
            "geo_code": pl.Series(names, dtype=pl.String).gather(where),
            "source_code": pl.Series(codes).gather(what),
            "people": by_code[where, what],
            "assessed": known[where],
            "in_evidence": everybody[where],
        }
        rows.append(pl.DataFrame(found).with_columns(**label))
        there = pl.DataFrame({"geo_code": names, "in_evidence": everybody, "assessed": known})
        people.append(there.filter(pl.col("in_evidence") > 0).with_columns(**label))
    return pl.concat(rows), pl.concat(people)


def count_people(history: History, at: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Count people at the ends of all quarters up to the delivery number `at`, as that delivery shows them.

    Gives the rows of core.vulnerability_quarter (period, geo_level, geo_code, source, source_code, people, assessed,
    in_evidence); and period, geo_level, geo_code, in_evidence, assessed, also where nobody carries a code.
    """
    state, answered = _states(history, at)
    rows, people = [], []
    for period in history.calendar.quarters[: at + 1]:
        found, there = _count(history, at, period, state, answered)
        rows.append(found)
        people.append(there)
    found = pl.concat(rows).select(*KEYS, "source", "source_code", "people", "assessed", "in_evidence")
    return found.sort(*KEYS, "source_code"), pl.concat(people).select(*KEYS, "in_evidence", "assessed").sort(
        KEYS
    )
