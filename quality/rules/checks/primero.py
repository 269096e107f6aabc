"""What a case of child protection says beside itself, its services and its family."""

import polars as pl

from quality.rules.check import Check, told
from quality.rules.checks.expressions import age
from quality.rules.law import ADULT
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

CASE, SERVICE, FAMILY, CARE = (
    f"primero.{table}." for table in ("cases", "services", "family_members", "care_arrangements")
)
STATUS = pl.col("status")
WRITTEN, YOUNGEST_PARENT = Threshold("written_age_years_max"), Threshold("parent_older_years_min")
AGE_THEN = age("date_of_birth", pl.col("registration_date"))

CHECKS = (
    Check(
        told(
            "age-not-of-birth-date",
            (
                "Vârsta scrisă la înregistrare nu este cea din data nașterii.",
                "Corectați vârsta sau data nașterii; bifați «estimată» unde nu se știe.",
            ),
            (
                "The age written at registration is not the one of the birth date.",
                "Correct the age or the birth date; tick “estimated” where it is not known.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (CASE + "age", CASE + "date_of_birth"),
            ("FAM", "HEA", "DOC"),
            thresholds=(WRITTEN,),
        ),
        ~pl.col("age_estimated").fill_null(False) & ((pl.col("age") - AGE_THEN).abs() > WRITTEN.value),
        fails=("age=12 date_of_birth=2015-01-01 registration_date=2025-03-05",),
        passes=(
            "age=11 date_of_birth=2015-01-01 registration_date=2025-03-05",
            "age=12 age_estimated=1 date_of_birth=2015-01-01 registration_date=2025-03-05",
            "age=12 registration_date=2025-03-05",
        ),
    ),
    Check(
        told(
            "case-of-adult",
            (f"Cazul este al cuiva care avea deja {ADULT} ani la înregistrare.", "Verificați data nașterii."),
            (f"The case is of somebody who was already {ADULT} when recorded.", "Check the birth date."),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            (CASE + "date_of_birth",),
            ("FAM", "HEA", "DOC"),
        ),
        AGE_THEN >= ADULT,
        fails=("date_of_birth=2000-01-01 registration_date=2025-03-05",),
        passes=("date_of_birth=2010-01-01 registration_date=2025-03-05", "registration_date=2025-03-05"),
    ),
    Check(
        told(
            "registration-date-missing",
            (
                "Lipsește data înregistrării cazului: nu se știe din ce trimestru se numără.",
                "Completați data înregistrării.",
            ),
            (
                "The case's registration date is missing: from which quarter on it counts is not known.",
                "Fill in the registration date.",
            ),
            Severity.WARNING,
            Dimension.COMPLETENESS,
            (CASE + "registration_date",),
            ("*",),
        ),
        pl.col("registration_date").is_null() & STATUS.is_in(["open", "closed"]),
        fails=("status=open",),
        passes=("status=open registration_date=2025-03-05", "status=duplicate"),
    ),
    Check(
        told(
            "case-ended-before-it-began",
            (
                "Cazul este închis înainte de a fi înregistrat.",
                "Corectați data închiderii sau a înregistrării.",
            ),
            (
                "The case was closed before it was recorded.",
                "Correct the date of closure or of registration.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (CASE + "date_closure", CASE + "registration_date"),
            ("*",),
        ),
        pl.col("date_closure") < pl.col("registration_date"),
        fails=("registration_date=2025-03-05 date_closure=2025-03-04",),
        passes=("registration_date=2025-03-05 date_closure=2025-03-05", "date_closure=2025-03-05"),
    ),
    Check(
        told(
            "closed-without-date",
            ("Cazul este închis, dar lipsește data închiderii.", "Completați data închiderii."),
            ("The case is closed, but the date of closure is missing.", "Fill in the date of closure."),
            Severity.WARNING,
            Dimension.COMPLETENESS,
            (CASE + "date_closure",),
            ("FAM", "ALL", "MUL"),
        ),
        (STATUS == "closed") & pl.col("date_closure").is_null(),
        fails=("status=closed",),
        passes=("status=closed date_closure=2025-03-05", "status=open"),
    ),
    Check(
        told(
            "closure-date-but-open",
            (
                "Cazul este deschis și nu a fost niciodată redeschis, dar are data închiderii.",
                "Închideți cazul, marcați-l ca redeschis sau ștergeți data.",
            ),
            (
                "The case is open and was never reopened, but has a date of closure.",
                "Close the case, mark it as reopened or delete the date.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (CASE + "date_closure", CASE + "status", CASE + "reopened"),
            ("FAM", "ALL", "MUL"),
        ),
        (STATUS == "open") & ~pl.col("reopened").fill_null(False) & pl.col("date_closure").is_not_null(),
        fails=("status=open date_closure=2025-03-05", "status=open reopened=0 date_closure=2025-03-05"),
        passes=("status=open reopened=1 date_closure=2025-03-05", "status=closed date_closure=2025-03-05"),
    ),
    Check(
        told(
            "case-without-concern",
            (
                "Cazul este deschis, dar nu are nicio problemă de protecție.",
                "Alegeți problemele de protecție ale copilului.",
            ),
            ("The case is open, but has no protection concern.", "Choose the child's protection concerns."),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            (CASE + "protection_concerns",),
            ("FAM", "HEA", "DOC"),
        ),
        (STATUS == "open") & pl.col("protection_concerns").is_null(),
        fails=("status=open",),
        passes=("status=open protection_concerns=migrant", "status=closed"),
    ),
    Check(
        told(
            "risk-level-missing",
            ("Cazul este deschis, dar nu are nivel de risc.", "Alegeți nivelul de risc."),
            ("The case is open, but has no level of risk.", "Choose the level of risk."),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            (CASE + "risk_level",),
            (),
        ),
        (STATUS == "open") & pl.col("risk_level").is_null(),
        fails=("status=open",),
        passes=("status=open risk_level=high", "status=closed"),
    ),
    Check(
        told(
            "implemented-without-day",
            ("Serviciul este furnizat, dar lipsește ziua.", "Completați când a fost furnizat serviciul."),
            ("The service was provided, but the day is missing.", "Fill in when the service was provided."),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            (SERVICE + "implemented_at",),
            (),
        ),
        pl.col("implemented") & pl.col("implemented_at").is_null(),
        fails=("implemented=1",),
        passes=("implemented=1 implemented_at=2025-03-05T08:00:00", "implemented=0"),
    ),
    Check(
        told(
            "not-implemented-with-day",
            (
                "Serviciul nu este furnizat, dar are ziua furnizării.",
                "Corectați răspunsul sau ștergeți ziua.",
            ),
            ("The service was not provided, but has the day of it.", "Correct the answer or delete the day."),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (SERVICE + "implemented_at", SERVICE + "implemented"),
            (),
        ),
        ~pl.col("implemented") & pl.col("implemented_at").is_not_null(),
        fails=("implemented=0 implemented_at=2025-03-05T08:00:00",),
        passes=("implemented=1 implemented_at=2025-03-05T08:00:00", "implemented=0"),
    ),
    Check(
        told(
            "carer-is-dead",
            (
                "Cine îngrijește copilul este trecut ca decedat.",
                "Corectați cine îngrijește copilul; fără îngrijitor este o urgență.",
            ),
            (
                "Who cares for the child is noted as dead.",
                "Correct who cares for the child; to be without a carer is urgent.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (FAMILY + "caregiver", FAMILY + "alive"),
            ("FAM",),
        ),
        pl.col("caregiver") & (pl.col("alive") == "dead"),
        fails=("relation=mother caregiver=1 alive=dead",),
        passes=("relation=mother caregiver=1 alive=alive", "relation=father caregiver=0 alive=dead"),
    ),
    Check(
        told(
            "parent-too-young",
            (
                f"Mama sau tatăl nu este nici cu {YOUNGEST_PARENT.ro} ani mai în vârstă decât copilul.",
                "Corectați vârsta părintelui sau data nașterii copilului.",
            ),
            (
                f"The mother or father is less than {YOUNGEST_PARENT.en} years older than the child.",
                "Correct the parent's age or the child's birth date.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (FAMILY + "age", FAMILY + "relation"),
            ("FAM",),
            thresholds=(YOUNGEST_PARENT,),
        ),
        pl.col("relation").is_in(["mother", "father"])
        & (pl.col("alive") != "dead").fill_null(True)
        & (
            pl.col("age") - age("case_id.date_of_birth", pl.col("case_id.registration_date"))
            < YOUNGEST_PARENT.value
        ),
        fails=(
            "cases: case_id=a date_of_birth=2015-01-01 registration_date=2025-03-05\ncase_id=a relation=mother age=20",
        ),
        passes=(
            "cases: case_id=a date_of_birth=2015-01-01 registration_date=2025-03-05\ncase_id=a relation=mother age=30",
            "cases: case_id=a date_of_birth=2015-01-01 registration_date=2025-03-05\ncase_id=a relation=sister age=15",
        ),
    ),
    Check(
        told(
            "unaccompanied-but-with-parents",
            (
                "Un copil neînsoțit este îngrijit de părinți.",
                "Corectați statutul de protecție sau forma de îngrijire.",
            ),
            (
                "An unaccompanied child is cared for by the parents.",
                "Correct the protection status or the care arrangement.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            (CARE + "type", CASE + "protection_status"),
            ("FAM",),
        ),
        (pl.col("case_id.protection_status") == "unaccompanied") & (pl.col("type") == "parent_s"),
        fails=("cases: case_id=a protection_status=unaccompanied\ncase_id=a type=parent_s",),
        passes=(
            "cases: case_id=a protection_status=unaccompanied\ncase_id=a type=foster_care",
            "cases: case_id=a\ncase_id=a type=parent_s",
        ),
    ),
)
