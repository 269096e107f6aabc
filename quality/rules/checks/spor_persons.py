"""What persons answer in a household assessment, beside their age and beside other answers."""

import polars as pl

from quality.rules.check import Check, told
from quality.rules.checks.expressions import age, day
from quality.rules.rule import Dimension, Severity

PERSON = "spor.person_assessments."
AGE = age("person_id.birth_date", day("assessment_id.assessed_at"))
STATUS, EDUCATION, GRADES = pl.col("activity_status"), pl.col("education"), pl.col("grades_finished")
WORKING = STATUS.is_in(["employed", "self_employed"])
#: education: fewest grades, most, and the youngest age, of which it is
GRADES_OF = {
    "none": (0, 4),
    "primary": (4, 8),
    "lower_secondary": (8, 12),
    "upper_secondary": (10, 13),
    "post_secondary": (12, 13),
    "tertiary": (12, 13),
}
YOUNGEST = {"primary": 9, "lower_secondary": 13, "upper_secondary": 16, "post_secondary": 18, "tertiary": 20}
RETIRED, ADULT_STUDENT, MAY_WORK = 40, 40, 15


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
                "Un copil sub 15 ani are statutul de salariat sau de lucrător pe cont propriu.",
                "Verificați data nașterii; munca unui copil se semnalează la DGASPC.",
            ),
            (
                "A child under 15 is noted as employed or self-employed.",
                "Check the birth date; a child's work is reported to child protection.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            (PERSON + "activity_status",),
            ("EMP", "LIV"),
        ),
        WORKING & (AGE < MAY_WORK),
        reason=(
            "15 ani: vârsta de la care Codul muncii (art. 13) îngăduie munca, cu acordul părinților.",
            "15 years: the age from which the Labour Code (art. 13) allows work, with the parents' consent.",
        ),
        fails=(_person("activity_status=employed", "2012-01-01"),),
        passes=(_person("activity_status=employed"), _person("activity_status=student", "2012-01-01")),
    ),
    Check(
        told(
            "retired-too-young",
            (
                "Cineva sub 40 de ani este trecut ca pensionar.",
                "Verificați data nașterii; cine are pensie de invaliditate se trece ca incapabil de muncă.",
            ),
            (
                "Somebody under 40 is noted as retired.",
                "Check the birth date; who has an invalidity pension is noted as unable to work.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            (PERSON + "activity_status",),
            ("EMP", "LIV", "INC-03"),
        ),
        (STATUS == "retired") & (AGE < RETIRED),
        reason=(
            "40 de ani: sub orice vârstă de pensionare, și cea militară.",
            "40 years: below any age of retirement.",
        ),
        fails=(_person("activity_status=retired"),),
        passes=(_person("activity_status=retired", "1960-01-01"), _person("activity_status=unable")),
    ),
    Check(
        told(
            "student-too-old",
            (
                "Cineva de peste 40 de ani este trecut ca elev sau student.",
                "Verificați data nașterii și statutul.",
            ),
            ("Somebody over 40 is noted as a pupil or student.", "Check the birth date and the status."),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (PERSON + "activity_status",),
            ("EMP", "LIV-07"),
        ),
        (STATUS == "student") & (AGE > ADULT_STUDENT),
        reason=("40 de ani: alegerea noastră.", "40 years: our choice."),
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
                "Cineva de peste 40 de ani este înscris la școală, dar nu are statut de elev sau student.",
                "Corectați înscrierea sau statutul.",
            ),
            (
                "Somebody over 40 is enrolled in school, but not noted as a student.",
                "Correct the enrolment or the status.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (PERSON + "enrolled",),
            ("EDU",),
        ),
        pl.col("enrolled") & (STATUS != "student") & (AGE > ADULT_STUDENT),
        reason=("40 de ani: alegerea noastră.", "40 years: our choice."),
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
        ),
        (GRADES > 0) & (GRADES > AGE - 5),
        reason=(
            "Clasa întâi începe la 6 ani, deci după cel puțin un an mai mult decât clasele încheiate.",
            "The first grade begins at 6: age is at least five years above the grades finished.",
        ),
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
        ),
        pl.any_horizontal(EDUCATION.eq(level) & AGE.lt(least) for level, least in YOUNGEST.items()),
        reason=(
            "Cu un an mai devreme decât cel mai devreme obișnuit: 9, 13, 16, 18 și 20 de ani.",
            "A year before the earliest that is usual: 9, 13, 16, 18 and 20 years.",
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
