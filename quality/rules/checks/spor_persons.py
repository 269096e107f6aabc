"""What persons answer in a household assessment, beside their age and beside other answers."""

import polars as pl

from quality.rules.check import Check, told
from quality.rules.checks.expressions import age, day
from quality.rules.law import MAY_WORK, MAY_WORK_SAYS
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

PERSON = "spor.person_assessments."
AGE = age("person_id.birth_date", day("assessment_id.assessed_at"))
STATUS, EDUCATION, GRADES = pl.col("activity_status"), pl.col("education"), pl.col("grades_finished")
WORKING = STATUS.is_in(["employed", "self_employed"])
#: the age at which the first grade begins
SCHOOL_AGE = 6
#: education: fewest and most grades (primary school ends with grade 4, lower secondary school with 8, upper with 11 or 12,
#: Law 198/2023; the older schools of 7 and 10 grades lie between)
GRADES_OF = {
    "none": (0, 4),
    "primary": (4, 8),
    "lower_secondary": (8, 12),
    "upper_secondary": (10, 13),
    "post_secondary": (12, 13),
    "tertiary": (12, 13),
}
#: education: the usual age of who finished it soonest: after 4, 8 and 11 grades, and one and three years after the 12th
SOONEST = {"primary": 10, "lower_secondary": 14, "upper_secondary": 17, "post_secondary": 19, "tertiary": 21}
EARLY = Threshold("school_years_early_max")
RETIRED, ADULT_STUDENT = Threshold("retired_age_min"), Threshold("student_age_max")
_AGES = ", ".join(map(str, SOONEST.values()))


def _person(answers: str, born: str = "1990-01-01") -> str:
    """Write an example: a person assessed on 10 December 2024."""
    return (
        f"persons: id=1 birth_date={born}\nassessments: id=1 assessed_at=2024-12-10T08:00:00"
        f"\nassessment_id=1 person_id=1 {answers}"
    )


CHECKS = (
    Check(
        told(
            "working-child",
            (
                f"Un copil sub {MAY_WORK} ani are statutul de salariat sau de lucrător pe cont propriu.",
                "Verificați data nașterii; munca unui copil se semnalează la DGASPC.",
            ),
            (
                f"A child under {MAY_WORK} is noted as employed or self-employed.",
                "Check the birth date; a child's work is reported to child protection.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            (PERSON + "activity_status",),
            ("EMP", "LIV"),
            reason=MAY_WORK_SAYS,
        ),
        WORKING & (AGE < MAY_WORK),
        fails=(_person("activity_status=employed", "2012-01-01"),),
        passes=(_person("activity_status=employed"), _person("activity_status=student", "2012-01-01")),
    ),
    Check(
        told(
            "retired-too-young",
            (
                f"Cineva sub {RETIRED.ro} ani este trecut ca pensionar.",
                "Verificați data nașterii; cine are pensie de invaliditate se trece ca incapabil de muncă.",
            ),
            (
                f"Somebody under {RETIRED.en} is noted as retired.",
                "Check the birth date; who has an invalidity pension is noted as unable to work.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            (PERSON + "activity_status",),
            ("EMP", "LIV", "INC-03"),
            thresholds=(RETIRED,),
        ),
        (STATUS == "retired") & AGE.lt(RETIRED.value),
        fails=(_person("activity_status=retired"),),
        passes=(_person("activity_status=retired", "1960-01-01"), _person("activity_status=unable")),
    ),
    Check(
        told(
            "student-too-old",
            (
                f"Cineva de peste {ADULT_STUDENT.ro} ani este trecut ca elev sau student.",
                "Verificați data nașterii și statutul.",
            ),
            (
                f"Somebody over {ADULT_STUDENT.en} is noted as a pupil or student.",
                "Check the birth date and the status.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (PERSON + "activity_status",),
            ("EMP", "LIV-07"),
            thresholds=(ADULT_STUDENT,),
        ),
        (STATUS == "student") & AGE.gt(ADULT_STUDENT.value),
        fails=(_person("activity_status=student", "1975-01-01"),),
        passes=(_person("activity_status=student", "2003-01-01"),),
    ),
    Check(
        told(
            "student-not-enrolled",
            ("Un elev sau student nu este înscris nicăieri.", "Corectați statutul sau înscrierea."),
            ("A pupil or student is enrolled nowhere.", "Correct the status or the enrolment."),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (PERSON + "enrolled", PERSON + "activity_status"),
            ("EDU", "LIV-06", "LIV-07", "RES-11"),
        ),
        (STATUS == "student") & ~pl.col("enrolled"),
        fails=(_person("activity_status=student enrolled=0"),),
        passes=(_person("activity_status=student enrolled=1"), _person("activity_status=student")),
    ),
    Check(
        told(
            "enrolled-too-old",
            (
                f"Cineva de peste {ADULT_STUDENT.ro} ani este înscris la școală, dar nu are statut de elev sau student.",
                "Corectați înscrierea sau statutul.",
            ),
            (
                f"Somebody over {ADULT_STUDENT.en} is enrolled in school, but not noted as a student.",
                "Correct the enrolment or the status.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (PERSON + "enrolled",),
            ("EDU",),
            thresholds=(ADULT_STUDENT,),
        ),
        pl.col("enrolled") & (STATUS != "student") & AGE.gt(ADULT_STUDENT.value),
        fails=(_person("activity_status=domestic enrolled=1", "1975-01-01"),),
        passes=(
            _person("activity_status=domestic enrolled=1"),
            _person("activity_status=student enrolled=1", "1975-01-01"),
        ),
    ),
    Check(
        told(
            "grades-above-age",
            (
                "Clasele încheiate sunt mai multe decât se pot la acea vârstă.",
                "Corectați numărul de clase sau data nașterii.",
            ),
            (
                "More grades are finished than can be at that age.",
                "Correct the number of grades or the birth date.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (PERSON + "grades_finished",),
            ("EDU", "LIV-06", "RES-11"),
            thresholds=(EARLY,),
            reason=(
                f"Clasa întâi începe la {SCHOOL_AGE} ani.",
                f"The first grade begins at {SCHOOL_AGE}.",
            ),
        ),
        (GRADES > 0) & GRADES.gt(AGE - SCHOOL_AGE + EARLY.value),
        fails=(_person("grades_finished=5", "2016-01-01"),),
        passes=(
            _person("grades_finished=3", "2016-01-01"),
            _person("grades_finished=12"),
            _person("grades_finished=0", "2022-01-01"),
        ),
    ),
    Check(
        told(
            "grades-against-education",
            (
                "Numărul claselor încheiate nu se potrivește cu nivelul de educație.",
                "Corectați numărul de clase sau nivelul.",
            ),
            (
                "The grades finished do not go with the level of education.",
                "Correct the number of grades or the level.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (PERSON + "grades_finished", PERSON + "education"),
            ("EDU", "LIV-06", "RES-11"),
        ),
        pl.any_horizontal(
            EDUCATION.eq(level) & ~GRADES.is_between(least, most)
            for level, (least, most) in GRADES_OF.items()
        ),
        fails=(
            _person("education=lower_secondary grades_finished=5"),
            _person("education=none grades_finished=8"),
        ),
        passes=(_person("education=primary grades_finished=6"), _person("education=tertiary")),
    ),
    Check(
        told(
            "education-above-age",
            ("Nivelul de educație este prea înalt pentru vârstă.", "Corectați nivelul sau data nașterii."),
            ("The level of education is too high for the age.", "Correct the level or the birth date."),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (PERSON + "education",),
            ("EDU", "LIV-06", "LIV-07", "RES-11"),
            thresholds=(EARLY,),
            reason=(
                f"Nivelurile se încheie de obicei cel mai devreme la: {_AGES} ani.",
                f"The levels are usually finished soonest at: {_AGES} years.",
            ),
        ),
        pl.any_horizontal(
            EDUCATION.eq(level) & AGE.lt(soonest - EARLY.value) for level, soonest in SOONEST.items()
        ),
        fails=(_person("education=tertiary", "2006-01-01"), _person("education=primary", "2017-01-01")),
        passes=(_person("education=tertiary"), _person("education=none", "2017-01-01")),
    ),
    Check(
        told(
            "idle-but-worked-all-year",
            (
                "Cineva fără loc de muncă sau inactiv ar fi lucrat toate cele 12 luni.",
                "Corectați lunile lucrate sau statutul.",
            ),
            (
                "Somebody without work or inactive is said to have worked all 12 months.",
                "Correct the months worked or the status.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (PERSON + "months_worked", PERSON + "activity_status"),
            ("EMP", "LIV-01", "LIV-04", "LIV-08", "LIV-10", "LIV-16"),
        ),
        STATUS.is_in(["unemployed", "unable", "domestic", "other_inactive"])
        & (pl.col("months_worked") == 12),
        fails=(_person("activity_status=domestic months_worked=12"),),
        passes=(
            _person("activity_status=domestic months_worked=11"),
            _person("activity_status=employed months_worked=12"),
        ),
    ),
    Check(
        told(
            "worker-without-months",
            (
                "Un salariat sau lucrător pe cont propriu nu are nicio lună lucrată într-un an.",
                "Verificați lunile; cine a început de curând are cel puțin o parte de lună.",
            ),
            (
                "Somebody employed or self-employed has no month worked in a year.",
                "Check the months; who began lately has at least part of one.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            (PERSON + "months_worked", PERSON + "activity_status"),
            ("LIV-01", "LIV-04", "LIV-08", "LIV-10", "LIV-16"),
        ),
        WORKING & (pl.col("months_worked") == 0),
        fails=(_person("activity_status=employed months_worked=0"),),
        passes=(
            _person("activity_status=employed months_worked=1"),
            _person("activity_status=domestic months_worked=0"),
        ),
    ),
    Check(
        told(
            "able-to-work-against-status",
            (
                "Aptitudinea de muncă contrazice statutul: incapabil, dar apt, sau lucrează, dar nu este apt.",
                "Corectați răspunsul greșit dintre cele două.",
            ),
            (
                "The ability to work contradicts the status: unable but able, or working but not able.",
                "Correct whichever answer is wrong.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (PERSON + "able_to_work", PERSON + "activity_status"),
            ("EMP", "RES-14"),
        ),
        ((STATUS == "unable") & pl.col("able_to_work")) | (WORKING & ~pl.col("able_to_work")),
        fails=(
            _person("activity_status=unable able_to_work=1"),
            _person("activity_status=employed able_to_work=0"),
        ),
        passes=(
            _person("activity_status=unable able_to_work=0"),
            _person("activity_status=employed able_to_work=1"),
        ),
    ),
    Check(
        told(
            "care-duties-but-works",
            (
                "Cineva este împiedicat să lucreze de îngrijirea altcuiva, dar a lucrat tot anul.",
                "Corectați lunile lucrate sau îngrijirea.",
            ),
            (
                "Somebody is kept from work by caring for another, but worked all year.",
                "Correct the months worked or the care.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (PERSON + "care_duties", PERSON + "months_worked"),
            ("EMP",),
        ),
        pl.col("care_duties") & WORKING & (pl.col("months_worked") == 12),
        fails=(_person("activity_status=employed care_duties=1 months_worked=12"),),
        passes=(
            _person("activity_status=employed care_duties=0 months_worked=12"),
            _person("care_duties=1 months_worked=0"),
        ),
    ),
    Check(
        told(
            "registered-unemployed-but-works",
            ("Un salariat este înregistrat ca șomer la AJOFM.", "Corectați statutul sau înregistrarea."),
            ("An employed person is registered as unemployed.", "Correct the status or the registration."),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (PERSON + "registered_unemployed", PERSON + "activity_status"),
            ("EMP", "RES-14"),
        ),
        (STATUS == "employed") & pl.col("registered_unemployed"),
        fails=(_person("activity_status=employed registered_unemployed=1"),),
        passes=(
            _person("activity_status=unemployed registered_unemployed=1"),
            _person("activity_status=employed registered_unemployed=0"),
        ),
    ),
)
