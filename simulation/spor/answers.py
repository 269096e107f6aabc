"""What households and persons answer when they are assessed: in accordance with age, and with what is found."""

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Floats, Integers, chance
from simulation.spor.assessments import KINDS, Assessments, Talks
from simulation.spor.cases import Cases
from simulation.spor.codes import DIMENSIONS, all_codes
from simulation.spor.dirt import SporDirt
from simulation.spor.draws import pick
from simulation.spor.findings import PRESENT, Findings
from simulation.spor.persons import Persons
from simulation.spor.staff import PROFESSIONS, Staff
from simulation.spor.timeline import Table, choices, instants, references, truths
from simulation.world import World

STATUSES = (
    "employed",
    "self_employed",
    "unemployed",
    "student",
    "retired",
    "unable",
    "domestic",
    "other_inactive",
)
EMPLOYED, SELF_EMPLOYED, UNEMPLOYED, STUDENT, RETIRED, UNABLE, DOMESTIC, OTHER_INACTIVE = range(8)
WITHOUT_WORK = (UNEMPLOYED, UNABLE, DOMESTIC, OTHER_INACTIVE)
WITHOUT_WORK_SHARES = (0.42, 0.12, 0.3, 0.16)
MEASURES = (
    "none",
    "training",
    "apprenticeship",
    "subsidised_job",
    "counselling",
    "business_support",
    "other",
)
MEASURE_SHARES = (0.68, 0.1, 0.02, 0.05, 0.1, 0.02, 0.03)
EDUCATIONS = ("none", "primary", "lower_secondary", "upper_secondary", "post_secondary", "tertiary")
ADULT_SHARES = (0.05, 0.15, 0.36, 0.33, 0.05, 0.06)
#: the fewest grades of each education, and from what age on it can be finished
FEWEST_GRADES, FROM_AGE = (0, 4, 8, 12, 13, 13), (0, 10, 14, 18, 20, 22)
MOST_GRADES = 13
RISKS = ("multi_risk", "at_risk", "none")
MANY_DIMENSIONS = 3
DWELLINGS = ("house", "flat", "social_housing", "improvised", "shared", "institution", "none")
HOUSE, IMPROVISED, NONE = 0, 3, 6
DWELLING_SHARES = (0.76, 0.16, 0.03, 0.0, 0.03, 0.01, 0.01)
UNHEALTHY_IMPROVISED = 0.15
INCOME_A_HEAD, INCOME_SPREAD = 17_000, 0.5
POOR_HAVE, VERY_POOR_HAVE = 0.45, 0.2
#: share of those who go without, in households that are not poor; the poor more often so
OF_HOUSEHOLDS = {
    "lacks_unexpected_expenses": 0.42,
    "lacks_holiday": 0.5,
    "lacks_arrears_free": 0.15,
    "lacks_meals": 0.18,
    "lacks_warmth": 0.12,
    "lacks_car": 0.22,
    "lacks_furniture": 0.2,
}
OF_PERSONS = {
    "lacks_clothes": 0.12,
    "lacks_shoes": 0.06,
    "lacks_pocket_money": 0.2,
    "lacks_leisure": 0.24,
    "lacks_social": 0.2,
    "lacks_internet": 0.08,
}
POOR_GO_WITHOUT = 0.35
GROWN_UP, OF_AGE, OLD = 16, 18, 65
LEFT_SCHOOL = (
    "edu_not_in_nursery",
    "edu_not_in_kindergarten",
    "edu_not_in_school_6_10",
    "edu_not_in_school_11_15",
    "edu_dropped_out",
)


class _Facts:
    """Which findings are present, by assessment and by talk."""

    def __init__(self, findings: Findings, assessments: Assessments, talks: Talks) -> None:
        codes = all_codes()
        self._codes = codes
        present = findings.state == PRESENT
        own = present & (findings.talk >= 0)
        self._household = np.zeros((len(assessments), len(codes.code) + 1), dtype=np.bool_)
        self._household[findings.assessment[present & ~own], findings.code[present & ~own]] = True
        self._person = np.zeros((len(talks), len(codes.code) + 1), dtype=np.bool_)
        self._person[findings.talk[own], findings.code[own]] = True
        known = present & (findings.code < len(codes.code))
        dimension = np.zeros((len(assessments), len(DIMENSIONS)), dtype=np.bool_)
        dimension[findings.assessment[known], codes.dimension[findings.code[known]]] = True
        self.dimensions = dimension.sum(axis=1)

    def household(self, *codes: str) -> Booleans:
        return np.logical_or.reduce(self._household[:, self._codes.places(*codes)], axis=1)

    def person(self, *codes: str) -> Booleans:
        return np.logical_or.reduce(self._person[:, self._codes.places(*codes)], axis=1)


def _some_empty(
    rng: np.random.Generator, columns: dict[str, pl.Series], share: float
) -> dict[str, pl.Series]:
    """Leave some answers empty."""
    return {name: part.set(pl.Series(chance(rng, len(part), share)), None) for name, part in columns.items()}


def _household_answers(
    rng: np.random.Generator, facts: _Facts, heads: Integers
) -> tuple[dict[str, pl.Series], Booleans]:
    count, everybody = len(heads), np.ones(len(heads), dtype=np.bool_)
    poor, very_poor = facts.household("inc_poverty"), facts.household("inc_extreme_poverty")
    homeless, crowded = facts.household("hou_homeless"), facts.household("hou_overcrowded")
    improvised = facts.household("hou_unhealthy") & chance(rng, count, UNHEALTHY_IMPROVISED)
    dwelling = pick(rng, count, DWELLING_SHARES)
    dwelling = np.select(
        [homeless, improvised, dwelling == NONE], [NONE, IMPROVISED, HOUSE], default=dwelling
    )
    rooms = np.where(crowded, np.maximum(1, heads // 3), np.maximum(1, heads - rng.integers(-1, 2, count)))
    had = np.select([very_poor, poor], [VERY_POOR_HAVE, POOR_HAVE], default=1.0)
    income = INCOME_A_HEAD * np.maximum(heads, 1) ** 0.7 * had * np.exp(rng.normal(0, INCOME_SPREAD, count))
    columns = {
        "rooms": pl.Series(np.where(homeless, 0, rooms)),
        "dwelling": choices(dwelling, DWELLINGS),
        "annual_income": pl.Series(np.where(facts.household("inc_no_income"), 0, income).astype(np.int64)),
    }
    for name, share in OF_HOUSEHOLDS.items():
        columns[name] = truths(rng.random(count) < share + POOR_GO_WITHOUT * poor, everybody)
    return columns, poor


def _work(rng: np.random.Generator, facts: _Facts, age: Floats) -> tuple[dict[str, pl.Series], Booleans]:
    """Answers about work, of those of 16 and over; and who is a student."""
    count, grown, of_age = len(age), age >= GROWN_UP, (age >= OF_AGE) & (age < OLD)
    works = of_age & ~facts.person("emp_not_working")
    pupil = (age < OF_AGE) & ~facts.person(*LEFT_SCHOOL)
    young, aging = (age < 25) & chance(rng, count, 0.6), (age >= 60) & chance(rng, count, 0.7)
    idle = np.array(WITHOUT_WORK)[pick(rng, count, WITHOUT_WORK_SHARES)]
    own_account, at_home = chance(rng, count, 0.22), chance(rng, count, 0.12)
    status = np.select(
        [~grown, works & own_account, works, age >= OLD, pupil, young & of_age, aging],
        [-1, SELF_EMPLOYED, EMPLOYED, np.where(at_home, DOMESTIC, RETIRED), STUDENT, STUDENT, RETIRED],
        default=idle,
    )
    months = np.where(works, 12 - rng.integers(0, 7, count) * chance(rng, count, 0.35), 0)
    some = ~works & np.isin(status, WITHOUT_WORK) & (status != UNABLE) & chance(rng, count, 0.25)
    months = np.where(some, rng.integers(1, 6, count), months)
    registered = (status == UNEMPLOYED) & chance(rng, count, 0.4)
    measure = np.where(registered, pick(rng, count, MEASURE_SHARES), 0)
    cares = chance(rng, count, 0.2) | (status == DOMESTIC) & chance(rng, count, 0.6)
    columns = {
        "activity_status": choices(status, STATUSES),
        "able_to_work": truths(status != UNABLE, grown & (age < OLD)),
        "care_duties": truths(cares & ~(works & (months == 12)), grown),
        "registered_unemployed": truths(registered, grown & (age < OLD)),
        "active_measure": choices(np.where(grown & (age < OLD), measure, -1), MEASURES),
        "months_worked": pl.Series(months).set(pl.Series(~grown), None),
    }
    return columns, status == STUDENT


def _school(rng: np.random.Generator, facts: _Facts, age: Floats, student: Booleans) -> dict[str, pl.Series]:
    count, left = len(age), facts.person(*LEFT_SCHOOL)
    reached = np.searchsorted(FROM_AGE, np.floor(age), side="right") - 1
    least = np.minimum(reached, 2)
    drawn = np.where(age < OF_AGE, least, np.minimum(pick(rng, count, ADULT_SHARES), reached))
    lost = np.where(left & (age < OF_AGE), np.maximum(drawn - 1, 0), drawn)
    education = np.where(facts.person("edu_adult_illiterate"), 0, lost)
    fewest = np.array(FEWEST_GRADES)[education]
    most = np.append(np.array(FEWEST_GRADES)[1:] - 1, MOST_GRADES)[education]
    possible = np.clip(np.floor(age).astype(np.int64) - 6, fewest, np.maximum(most, fewest))
    grown = fewest + (rng.random(count) * np.minimum(possible - fewest + 1, 2)).astype(np.int64)
    grades = np.minimum(np.where((age < OF_AGE) & ~left, possible, grown), MOST_GRADES)
    of_school_age = (age < OF_AGE) & ~left & ((age >= 3) | chance(rng, count, 0.6))
    grown_up = (age >= OF_AGE) & (age < OLD)
    return {
        "education": choices(education, EDUCATIONS),
        "grades_finished": pl.Series(grades),
        "enrolled": truths(of_school_age | student & (age >= OF_AGE), np.ones(count, dtype=np.bool_)),
        "training_4w": truths(chance(rng, count, 0.03), grown_up),
    }


def _health(rng: np.random.Generator, facts: _Facts, age: Floats, female: Booleans) -> dict[str, pl.Series]:
    count, everybody = len(age), np.ones(len(age), dtype=np.bool_)
    can, of_age = female & (age >= 12) & (age < 50), (age >= OF_AGE) & (age < 46)
    expects = facts.person("hea_minor_pregnant", "hea_pregnant_not_with_doctor", "hea_pregnant_no_checks")
    return {
        "health_insurance": truths(~facts.person("hea_uninsured"), everybody),
        "family_doctor": truths(~facts.person("hea_no_family_doctor"), everybody),
        "pregnant": truths(can & (expects | of_age & chance(rng, count, 0.03)), can),
    }


def assessment_tables(
    rng: np.random.Generator,
    world: World,
    cases: Cases,
    persons: Persons,
    assessments: Assessments,
    talks: Talks,
    findings: Findings,
    staff: Staff,
    dirt: SporDirt,
) -> dict[str, Table]:
    """Tables `assessments` and `person_assessments`."""
    facts = _Facts(findings, assessments, talks)
    heads = np.bincount(talks.assessment, minlength=len(assessments))
    answers, poor = _household_answers(rng, facts, heads)
    uat = world.households.uat[cases.home_at(assessments.case, assessments.stamp)]
    profession = np.full(len(assessments), PROFESSIONS.index("social_worker"))
    risk = np.where(facts.dimensions >= MANY_DIMENSIONS, 0, np.where(facts.dimensions > 0, 1, 2))
    columns = {
        "household_id": references(assessments.case),
        "worker_id": references(staff.at_work(uat, profession, assessments.stamp)),
        "kind": choices(assessments.kind, KINDS),
        "assessed_at": instants(assessments.stamp),
        "risk_class": choices(risk, RISKS),
        **_some_empty(rng, answers, dirt.empty_answer),
    }
    female = world.people.female[persons.person[talks.person]]
    work, student = _work(rng, facts, talks.age)
    own = work | _school(rng, facts, talks.age, student) | _health(rng, facts, talks.age, female)
    for name, share in OF_PERSONS.items():
        lacks = rng.random(len(talks)) < share + POOR_GO_WITHOUT * poor[talks.assessment]
        own[name] = truths(lacks, talks.age >= GROWN_UP)
    references_of = {"assessment_id": references(talks.assessment), "person_id": references(talks.person)}
    return {
        "assessments": Table(columns, assessments.entry, struck_at=assessments.struck_at),
        "person_assessments": Table(references_of | _some_empty(rng, own, dirt.empty_answer), talks.entry),
    }
