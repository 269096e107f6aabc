"""When households are assessed, and who of them is spoken of each time."""

from dataclasses import dataclass

import numpy as np

from simulation.amc.records import near_turn
from simulation.arrays import Booleans, Floats, Integers, chance
from simulation.clock import DAY, NEVER
from simulation.population import ages
from simulation.spor.cases import RESOLVED, Cases
from simulation.spor.dirt import SporDirt
from simulation.spor.persons import Persons, Spells
from simulation.spor.timeline import Calendar, Entry, strikes
from simulation.world import World

KINDS = ("initial", "reassessment", "closing")
INITIAL, REASSESSMENT, CLOSING = range(3)
ROUNDS = 9
AT_FIRST_VISIT = 0.5
UNTIL_FIRST = 12 * DAY
SHORTEST_GAP, LONGEST_GAP = 170 * DAY, 380 * DAY
#: of households not at risk: who is assessed again, and how much later, within two years all the same
AGAIN_WITHOUT_NEED, WITHOUT_NEED = 0.9, 1.8
ASSESSED_AT_CLOSING = 0.85
#: share of assessments that lead to a plan: first and later ones of the needy, all others
PLANNED_FIRST, PLANNED_AGAIN, PLANNED_WITHOUT_NEED = 0.8, 0.45, 0.06
BITS_OF_TIME = 32


@dataclass(frozen=True)
class Assessments:
    """One entry per assessment, in the order of id: by stamp, equal stamps as they were saved.

    case: place in Cases; stamp, struck_at: UTC seconds; kind: place in KINDS; turn: which of the household's, from 0;
    planned: a plan rests on it; plans_before: on how many earlier ones of the household; silent: without answers.
    """

    case: Integers
    stamp: Integers
    kind: Integers
    turn: Integers
    planned: Booleans
    plans_before: Integers
    silent: Booleans
    struck_at: Integers
    entry: Entry

    def __len__(self) -> int:
        return len(self.case)


@dataclass(frozen=True)
class Talks:
    """One entry per person spoken of in an assessment, by assessment.

    assessment, person: places; turn: which of the person's, from 0; age: years at that time.
    """

    assessment: Integers
    person: Integers
    turn: Integers
    age: Floats
    entry: Entry

    def __len__(self) -> int:
        return len(self.assessment)


def _stamps(
    rng: np.random.Generator, cases: Cases, calendar: Calendar, turns: Integers, dirt: SporDirt
) -> tuple[Integers, Integers]:
    """Draw when households are assessed (cases × rounds, in order, NEVER at the end), and when at their closing."""
    count = len(cases)
    first = np.where(
        chance(rng, count, AT_FIRST_VISIT),
        rng.integers(3000, 7200, count),
        rng.exponential(UNTIL_FIRST, count),
    )
    gaps = (
        rng.integers(SHORTEST_GAP, LONGEST_GAP, (count, ROUNDS))
        * np.where(cases.needy, 1, WITHOUT_NEED)[:, None]
    )
    gaps[:, 0] = np.maximum(first, 3000)
    when = cases.registered[:, None] + np.cumsum(gaps.astype(np.int64), axis=1)
    when[:, 1:] = np.where(
        (cases.needy | chance(rng, count, AGAIN_WITHOUT_NEED))[:, None], when[:, 1:], NEVER
    )
    closing = (cases.reason == RESOLVED) & (cases.closed < NEVER) & chance(rng, count, ASSESSED_AT_CLOSING)
    closes = np.where(closing, cases.closed - rng.integers(600, DAY, count), NEVER)
    limit = np.minimum(np.minimum(cases.closed, closes), np.minimum(cases.gone, calendar.taken))[:, None]
    seen = ~chance(rng, count, dirt.never_assessed)[:, None]
    when = np.where((when < limit) & seen, when, NEVER)
    when = near_turn(rng, when, chance(rng, when.size, dirt.near_turn).reshape(when.shape), turns)
    when = np.sort(np.where(when < limit, when, NEVER), axis=1)
    for again in range(1, ROUNDS):
        same = (when[:, again] < NEVER) & chance(rng, count, dirt.equal_stamps)
        when[same, again] = when[same, again - 1]
    closes = np.where(when[:, 0] < NEVER, closes, NEVER)
    return np.sort(np.column_stack([when, closes]), axis=1), closes


def draw_assessments(
    rng: np.random.Generator, cases: Cases, calendar: Calendar, turns: Integers, dirt: SporDirt
) -> Assessments:
    """Assess and re-assess households; `turns` are the ends of all quarters, to put stamps near them."""
    when, closes = _stamps(rng, cases, calendar, turns, dirt)
    case, turn = np.nonzero(when < NEVER)
    stamp = when[case, turn]
    kind = np.select([stamp == closes[case], turn == 0], [CLOSING, INITIAL], default=REASSESSMENT)
    count, needy = len(case), cases.needy[case]
    likely = np.where(needy, np.where(turn == 0, PLANNED_FIRST, PLANNED_AGAIN), PLANNED_WITHOUT_NEED)
    silent = chance(rng, count, dirt.without_findings)
    planned = (rng.random(count) < likely) & (kind != CLOSING) & ~silent
    sums = np.cumsum(planned) - planned
    starts = np.flatnonzero(turn == 0)
    before = sums - np.repeat(sums[starts], np.diff(np.append(starts, count)))
    struck_at = strikes(rng, ~planned & chance(rng, count, dirt.assessment_struck), stamp)
    order = np.argsort(stamp, kind="stable")
    entry = calendar.entry(rng, stamp, early=dirt.after_period, late=dirt.entered_late)
    entry = entry.under(cases.entry.take(case)).until(calendar.number(struck_at))
    return Assessments(
        case=case[order],
        stamp=stamp[order],
        kind=kind[order],
        turn=turn[order],
        planned=planned[order],
        plans_before=before[order],
        silent=silent[order],
        struck_at=struck_at[order],
        entry=entry.take(order),
    )


def _turns(subject: Integers) -> Integers:
    """Number the entries of each subject from 0, in the order in which they stand."""
    order = np.argsort(subject, kind="stable")
    ordered = subject[order]
    starts = (
        np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
        if len(subject)
        else np.array([], dtype=int)
    )
    turn = np.empty(len(subject), dtype=np.int64)
    turn[order] = np.arange(len(subject)) - np.repeat(starts, np.diff(np.append(starts, len(subject))))
    return turn


def draw_talks(
    rng: np.random.Generator,
    world: World,
    persons: Persons,
    spells: Spells,
    assessments: Assessments,
    calendar: Calendar,
    dirt: SporDirt,
) -> Talks:
    """Speak of the members whom the team knows at each assessment of their household, but for some left out."""
    keys = assessments.case << BITS_OF_TIME | assessments.stamp
    order = np.argsort(keys, kind="stable")
    members = np.flatnonzero(~persons.twin[spells.person])
    person = spells.person[members]
    since = np.maximum(spells.joined[members], persons.registered[person])
    until = np.minimum(np.minimum(spells.left[members], persons.removed[person]), calendar.taken)
    case = spells.case[members] << BITS_OF_TIME
    first, last = (np.searchsorted(keys[order], case | bound) for bound in (since, until))
    times = np.maximum(last - first, 0)
    start = np.cumsum(times) - times
    place = np.arange(int(times.sum())) - np.repeat(start - first, times)
    assessment, person = order[place], np.repeat(person, times)
    spoken = ~chance(rng, len(place), dirt.left_out)
    assessment, person = assessment[spoken], person[spoken]
    order = np.lexsort((person, assessment))
    assessment, person = assessment[order], person[order]
    age = ages(world.people.born[persons.person[person]], assessments.stamp[assessment])
    entry = assessments.entry.take(assessment).under(persons.entry.take(person))
    return Talks(assessment, person, _turns(person), age, entry)
