"""What assessments find: each vulnerability present or absent, of persons and of households as a whole."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Booleans, Floats, Integers, chance
from simulation.spor.assessments import Assessments, Talks
from simulation.spor.cases import Cases
from simulation.spor.codes import DIMENSIONS, NOWHERE, Codes, all_codes
from simulation.spor.dirt import SporDirt
from simulation.spor.persons import Persons
from simulation.spor.timeline import Entry, Table, choices, references
from simulation.world import World

STATES = ("present", "absent", "not_assessed")
PRESENT, ABSENT, NOT_ASSESSED = range(3)
NOT_WRITTEN = -1
NEEDY, NOT_NEEDY = 0.5, -1.6
UAT_SPREAD, HOUSEHOLD_SPREAD, PERSON_SPREAD = 0.3, 0.7, 0.3
MENDED_BY_A_PLAN = -0.45
PRIME = 40
#: of what is not there: written as absent, of households and of persons; as not assessed. What was there the last time
#: is always written.
ABSENT_OF_HOUSEHOLD, ABSENT_OF_PERSON, NOT_ASSESSED_WRITTEN = 0.85, 0.03, 0.005
SILENCE_WRITTEN = 0.5
DENIED, FOUND_OF_UNKNOWN = 0.4, 0.6


@dataclass(frozen=True)
class Findings:
    """One entry per finding, in the order of id: by assessment, those of the household first.

    assessment; talk: place in Talks, -1 for a finding of the household; code: place in the codes, len(codes) for
    UNKNOWN_CODE; state: place in STATES.
    """

    assessment: Integers
    talk: Integers
    code: Integers
    state: Integers
    entry: Entry

    def found(self, *codes: int) -> Booleans:
        """Tell which findings are that one of these is present."""
        return (self.state == PRESENT) & np.isin(self.code, codes)


@dataclass(frozen=True)
class _Course:
    """The rows of those who are asked again and again: who, which time (from 0), log odds, age, whether a woman.

    uat: by row, and `local` what is more or less frequent there (UATs × all codes).
    """

    subject: Integers
    turn: Integers
    level: Floats
    age: Floats
    female: Booleans
    uat: Integers
    local: Floats


def _within(present: Booleans, codes: Codes, asked: Integers) -> Booleans:
    """Leave out what needs another finding that is not there."""
    for column, code in enumerate(asked):
        needed = codes.within[code]
        if needed != NOWHERE:
            present[:, column] &= present[:, np.searchsorted(asked, needed)]
    return present


def _follow(
    rng: np.random.Generator, course: _Course, codes: Codes, asked: Integers, written: float
) -> tuple[Integers, Integers, Integers]:
    """Draw findings turn by turn, most as they were and some anew: row, code, state of all that are written.

    written: the share of what is not there that is written as absent.
    """
    base, aging = codes.log_odds[asked].astype(np.float32), codes.a_decade[asked].astype(np.float32)
    renewal, local = codes.renewal[asked].astype(np.float32), course.local[:, asked].astype(np.float32)
    subjects, last = int(course.subject.max(initial=-1)) + 1, int(course.turn.max(initial=-1))
    before = np.zeros((subjects, len(asked)), dtype=np.bool_)
    rows, columns, states = [], [], []
    for turn in range(last + 1):
        row = np.flatnonzero(course.turn == turn)
        who, age = course.subject[row], course.age[row, None]
        concerned = (age >= codes.from_age[asked]) & (age < codes.below_age[asked])
        concerned &= course.female[row, None] | ~codes.women_only[asked]
        decades = ((age - PRIME) / 10).astype(np.float32)
        odds = base + aging * decades + course.level[row, None].astype(np.float32) + local[course.uat[row]]
        likely = 1 / (1 + np.exp(-odds))
        draw = rng.random(odds.shape, dtype=np.float32)
        anew = renewal if turn else np.ones_like(renewal)
        present = np.where(draw < anew, draw < anew * likely, before[who])
        present = _within(present & concerned, codes, asked)
        told = concerned & ~present & (before[who] | (draw > 1 - written))
        unasked = concerned & ~present & ~told & (draw > 1 - written - NOT_ASSESSED_WRITTEN)
        before[who] = present
        state = np.select([present, told, unasked], [PRESENT, ABSENT, NOT_ASSESSED], default=NOT_WRITTEN)
        place, column = np.nonzero(state != NOT_WRITTEN)
        rows.append(row[place])
        columns.append(asked[column])
        states.append(state[place, column])
    return _one(rows), _one(columns), _one(states)


def _one(parts: list[Integers]) -> Integers:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _hushed(
    rng: np.random.Generator, assessments: Assessments, found: tuple[Integers, Integers, Integers, Integers]
) -> tuple[Integers, Integers, Integers, Integers]:
    """Take the answers out of silent assessments: half of them say for each finding that it was not assessed."""
    assessment, talk, code, state = found
    written = chance(rng, len(assessments), SILENCE_WRITTEN)[assessment]
    silent = assessments.silent[assessment]
    state = np.where(silent, NOT_ASSESSED, state)
    kept = ~silent | written
    return assessment[kept], talk[kept], code[kept], state[kept]


def _doubtful(
    rng: np.random.Generator,
    talks: Talks,
    found: tuple[Integers, Integers, Integers],
    codes: Codes,
    dirt: SporDirt,
) -> tuple[Integers, Integers, Integers, Integers]:
    """Say some findings of households of a person too, or deny them for the person; find what no catalogue has."""
    assessment, code, state = found
    first = np.searchsorted(talks.assessment, assessment)
    spoken = (first < len(talks)) & (talks.assessment[np.minimum(first, len(talks) - 1)] == assessment)
    again = np.flatnonzero((state == PRESENT) & spoken & chance(rng, len(code), dirt.said_of_person_too))
    unknown = np.flatnonzero(chance(rng, len(talks), dirt.unknown_code))
    talk = np.append(first[again], unknown)
    denied = np.append(chance(rng, len(again), DENIED), ~chance(rng, len(unknown), FOUND_OF_UNKNOWN))
    code = np.append(code[again], np.full(len(unknown), len(codes.code)))
    return talks.assessment[talk], talk, code, np.where(denied, ABSENT, PRESENT)


def draw_findings(
    rng: np.random.Generator,
    world: World,
    cases: Cases,
    persons: Persons,
    assessments: Assessments,
    talks: Talks,
    dirt: SporDirt,
) -> Findings:
    """Assess: needs are alike in a household and in a UAT, and mend where plans were made."""
    codes, uats = all_codes(), len(world.county.uats)
    local = rng.normal(0, UAT_SPREAD, (uats, len(DIMENSIONS)))[:, codes.dimension]
    household = np.where(cases.needy, NEEDY, NOT_NEEDY) + rng.normal(0, HOUSEHOLD_SPREAD, len(cases))
    level = household[assessments.case] + MENDED_BY_A_PLAN * assessments.plans_before
    uat = world.households.uat[cases.home_at(assessments.case, assessments.stamp)]
    of_all = _Course(
        subject=assessments.case,
        turn=assessments.turn,
        level=level,
        age=np.full(len(level), float(PRIME)),
        female=np.ones(len(level), dtype=np.bool_),
        uat=uat,
        local=local,
    )
    of_each = _Course(
        subject=talks.person,
        turn=talks.turn,
        level=level[talks.assessment] + rng.normal(0, PERSON_SPREAD, len(persons))[talks.person],
        age=talks.age,
        female=world.people.female[persons.person[talks.person]],
        uat=uat[talks.assessment],
        local=local,
    )
    assessment, code, state = _follow(
        rng, of_all, codes, np.flatnonzero(codes.of_household), ABSENT_OF_HOUSEHOLD
    )
    talk, own_code, own_state = _follow(
        rng, of_each, codes, np.flatnonzero(~codes.of_household), ABSENT_OF_PERSON
    )
    doubtful = _doubtful(rng, talks, (assessment, code, state), codes, dirt)
    whole = (assessment, np.full(len(assessment), -1), code, state)
    own = (talks.assessment[talk], talk, own_code, own_state)
    found = tuple(np.concatenate(parts) for parts in zip(whole, own, doubtful, strict=True))
    assessment, talk, code, state = _hushed(rng, assessments, (found[0], found[1], found[2], found[3]))
    width = len(codes.code) + 1
    order = np.argsort((assessment * (len(talks) + 1) + talk + 1) * width + code, kind="stable")
    assessment, talk, code, state = assessment[order], talk[order], code[order], state[order]
    entry = assessments.entry.take(assessment).under(talks.entry.take(talk))
    return Findings(assessment, talk, code, state, entry)


def findings_table(findings: Findings, talks: Talks) -> Table:
    """Table `findings`."""
    person = np.append(talks.person, -1)[findings.talk]
    columns = {
        "assessment_id": references(findings.assessment),
        "person_id": references(person),
        "vulnerability": all_codes().texts().gather(findings.code),
        "state": choices(findings.state, STATES),
    }
    return Table(columns, findings.entry)
