"""The history of assessments: when each person was assessed, and what was found from then on."""

from dataclasses import dataclass

import numpy as np

from simulation.amc.codes import OUTGROWABLE, Codes, all_codes
from simulation.amc.dirt import Dirt
from simulation.amc.records import Records, near_turn
from simulation.arrays import Booleans, Floats, Integers, chance
from simulation.clock import DAY, NEVER
from simulation.population import YEAR, ages
from simulation.world import World

ROUNDS = 14
NEVER_ASSESSED = 0.015
AT_FIRST_VISIT = 0.4
USUAL_WAIT = 20 * DAY
SHORTEST_GAP = 30 * DAY
USUAL_GAP = 150 * DAY
UAT_SPREAD = 0.5
PERSON_SPREAD = 0.3
DRIFT_A_YEAR = -0.12
DRIFT_SPREAD = 0.2
PRIME = 40
FORMS_OF_EMPTY = 4


@dataclass(frozen=True)
class Assessments:
    """One entry per save of an assessment, in the order of id (place + 1): by stamp, equal stamps as saved.

    record: place in the records; stamp: UTC seconds; state: entries × codes; unknown: holds a code that no
    nomenclature has; empty: 0 where answers are there, else 1 to 4, the form in which they are missing.
    """

    record: Integers
    stamp: Integers
    state: Booleans
    unknown: Booleans
    empty: Integers


def _stamps(rng: np.random.Generator, world: World, records: Records, dirt: Dirt) -> Integers:
    """Draw when each person was assessed: records × rounds, in order, NEVER where there is no further one."""
    count, horizon, leaves = len(records), world.horizon, world.people.leaves[records.person]
    gaps = SHORTEST_GAP + rng.exponential(USUAL_GAP, (count, ROUNDS))
    same_visit = chance(rng, count, AT_FIRST_VISIT)
    gaps[:, 0] = np.where(same_visit, rng.integers(0, 7200, count), rng.exponential(USUAL_WAIT, count))
    when = records.created[:, None] + np.cumsum(gaps, axis=1).astype(np.int64)
    limit = np.where(records.created < horizon.end, horizon.end, horizon.taken)
    known = np.where(
        records.occasional, chance(rng, count, dirt.occasional_assessed), ~chance(rng, count, NEVER_ASSESSED)
    )
    after_removal = chance(rng, count, dirt.assessed_after_removal)
    still_there = ((when <= records.removed[:, None]) | after_removal[:, None]) & (when < leaves[:, None])
    held = (when < limit[:, None]) & known[:, None] & still_there
    chosen = held & (rng.random(when.shape) < dirt.entry_near_turn)
    at_turn = near_turn(rng, when, chosen, horizon.turns)
    when = np.where(held, np.where(at_turn < leaves[:, None], at_turn, when), NEVER)
    stays = (records.removed == NEVER) & (leaves == NEVER)
    afterwards = known & chance(rng, count, dirt.assessed_after_period) & stays
    late = np.maximum(records.created, rng.integers(horizon.end, horizon.taken, count))
    when = np.sort(np.column_stack([when, np.where(afterwards, late, NEVER)]), axis=1)
    for again in range(1, when.shape[1]):
        same = (when[:, again] != NEVER) & chance(rng, count, dirt.equal_stamps)
        when[same, again] = when[same, again - 1]
    return when


def _risks(rng: np.random.Generator, world: World, records: Records, codes: Codes) -> tuple[Floats, Floats]:
    """Draw what people of a UAT and of a household share: of those they were in first (records × categories).

    Given are log odds at the start and their change a year.
    """
    groups, home = len(codes.categories), world.people.household[records.person]
    uats, uat = len(world.county.uats), world.households.uat[home]
    level = rng.normal(0, UAT_SPREAD, (uats, groups))[uat]
    level += (rng.normal(0, 1, (len(world.households), groups)) * codes.household_spread)[home]
    level += rng.normal(0, PERSON_SPREAD, (len(records), groups))
    drift = rng.normal(DRIFT_A_YEAR, DRIFT_SPREAD, (uats, groups))[uat]
    return (level * codes.at_risk).astype(np.float32), (drift * codes.at_risk).astype(np.float32)


def _settle(state: Booleans, concerned: Booleans, codes: Codes) -> Booleans:
    """Make drawn findings consistent.

    One code where a category allows one, none beside what excludes it or without the code it needs, `otherwise` where
    there is no other.
    """
    for category in np.flatnonzero(codes.one_code_only).tolist():
        mine = np.flatnonzero(codes.category == category)
        state[:, mine] &= np.cumsum(state[:, mine], axis=1) == 1
    for code, excluding in enumerate(codes.not_beside):
        if excluding:
            state[:, code] &= ~state[:, excluding].any(axis=1)
    for code, within in enumerate(codes.within):
        if within:
            state[:, code] &= state[:, within].any(axis=1)
    for code in np.flatnonzero(codes.otherwise).tolist():
        others = np.flatnonzero((codes.category == codes.category[code]) & ~codes.otherwise)
        state[:, code] = concerned[:, code] & ~state[:, others].any(axis=1)
        if codes.within[code]:
            state[:, code] &= state[:, codes.within[code]].any(axis=1)
    return state


def _states(rng: np.random.Generator, when: Integers, world: World, records: Records, dirt: Dirt) -> Booleans:
    """Draw the findings of each assessment, round by round: most are as they were, some anew.

    Rows are the rounds of the first record, then those of the second, and so on; columns are the codes.
    """
    codes, start = all_codes(), world.horizon.start
    born, female = world.people.born[records.person], world.people.female[records.person]
    level, drift = _risks(rng, world, records, codes)
    base, renewal = codes.log_odds.astype(np.float32), codes.renewal.astype(np.float32)
    aging = codes.a_decade.astype(np.float32)
    outgrowable = np.isin(codes.category, [codes.categories.index(category) for category in OUTGROWABLE])
    rounds = (when != NEVER).sum(axis=1)
    place = np.cumsum(rounds) - rounds
    states = np.zeros((int(rounds.sum()), len(codes.code)), dtype=np.bool_)
    for turn in range(int(rounds.max(initial=0))):
        who = np.flatnonzero(rounds > turn)
        age = ages(born[who], when[who, turn])[:, None]
        concerned = (
            (age >= codes.from_age) & (age < codes.below_age) & (female[who, None] | ~codes.women_only)
        )
        years = ((when[who, turn] - start) / DAY / YEAR).astype(np.float32)[:, None]
        decades = ((age - PRIME) / 10).astype(np.float32)
        odds = base + aging * decades + (level[who] + drift[who] * years)[:, codes.category]
        likely = 1 / (1 + np.exp(-odds))
        draw = rng.random(odds.shape, dtype=np.float32)
        if turn == 0:
            states[place[who]] = _settle((draw < likely) & concerned, concerned, codes)
            continue
        before = states[place[who] + turn - 1]
        redrawn = np.where(draw < renewal, draw < renewal * likely, before & ~codes.otherwise) & concerned
        kept = chance(rng, len(who), dirt.outgrown_codes)[:, None] & outgrowable
        states[place[who] + turn] = np.where(kept, before, _settle(redrawn, concerned, codes))
    return states


def draw_assessments(rng: np.random.Generator, world: World, records: Records, dirt: Dirt) -> Assessments:
    """Assess and re-assess a county's people over the horizon."""
    when = _stamps(rng, world, records, dirt)
    states = _states(rng, when, world, records, dirt)
    record, _ = np.nonzero(when != NEVER)
    stamp = when[when != NEVER]
    count = len(stamp)
    saved = np.argsort(stamp, kind="stable")
    form = np.where(chance(rng, count, dirt.empty_map), rng.integers(1, FORMS_OF_EMPTY + 1, count), 0)
    return Assessments(
        record=record[saved],
        stamp=stamp[saved],
        state=states[saved],
        unknown=chance(rng, count, dirt.unknown_code),
        empty=form,
    )
