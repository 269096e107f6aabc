"""What a case of child protection says beside itself, its services and its family."""

import polars as pl

from quality.rules.check import Check, told
from quality.rules.checks.expressions import age
from quality.rules.rule import Dimension, Severity

CASE, SERVICE, FAMILY, CARE = (
    f"primero.{table}." for table in ("cases", "services", "family_members", "care_arrangements")
)
STATUS = pl.col("status")
YOUNGEST_PARENT = 12
AGE_THEN = age("date_of_birth", pl.col("registration_date"))

CHECKS = (
    Check(
        told(
            "age-not-of-birth-date",
            (
                "În {file} vârsta scrisă la înregistrare (coloana {column}) nu este cea din data nașterii.",
                "Corectați vârsta sau data nașterii; bifați «estimată» unde nu se știe.",
            ),
            (
                "In {file} the age written at registration (column {column}) is not the one of the birth date.",
                "Correct the age or the birth date; tick “estimated” where it is not known.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (CASE + "age", CASE + "date_of_birth"),
            ("FAM", "HEA", "DOC"),
        ),
        ~pl.col("age_estimated").fill_null(False) & ((pl.col("age") - AGE_THEN).abs() > 1),
        reason=(
            "Un an: vârsta poate fi scrisă cu câteva luni înainte sau după.",
            "A year: the age may be written some months before or after.",
        ),
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
            (
                "În {file} sunt cazuri ale unor oameni care aveau 18 ani la înregistrare (coloana {column}).",
                "Verificați data nașterii.",
            ),
            (
                "{file} has cases of people who were 18 when recorded (column {column}).",
                "Check the birth date.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            (CASE + "date_of_birth",),
            ("FAM", "HEA", "DOC"),
        ),
        AGE_THEN >= 18,
        fails=("date_of_birth=2000-01-01 registration_date=2025-03-05",),
        passes=("date_of_birth=2010-01-01 registration_date=2025-03-05", "registration_date=2025-03-05"),
    ),
    Check(
        told(
            "registration-date-missing",
            (
                "În {file} sunt cazuri fără data înregistrării (coloana {column}): nu se știe din ce trimestru se numără.",
                "Completați data înregistrării.",
            ),
            (
                "{file} has cases without a registration date (column {column}): from which quarter on they count is not known.",
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
                "În {file} sunt cazuri închise (coloana {column}) înainte de a fi înregistrate.",
                "Corectați data închiderii sau a înregistrării.",
            ),
            (
                "{file} has cases that were closed (column {column}) before they were recorded.",
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
            (
                "În {file} sunt cazuri închise fără data închiderii (coloana {column}).",
                "Completați data închiderii.",
            ),
            (
                "{file} has closed cases without the date of closure (column {column}).",
                "Fill in the date of closure.",
            ),
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
                "În {file} sunt cazuri deschise, neredeschise vreodată, care au data închiderii (coloana {column}).",
                "Închideți cazul, marcați-l ca redeschis sau ștergeți data.",
            ),
            (
                "{file} has open cases, never reopened, with a date of closure (column {column}).",
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
                "În {file} sunt cazuri deschise fără nicio problemă de protecție (coloana {column}).",
                "Alegeți problemele de protecție ale copilului.",
            ),
            (
                "{file} has open cases without a protection concern (column {column}).",
                "Choose the child's protection concerns.",
            ),
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
            (
                "În {file} sunt cazuri deschise fără nivel de risc (coloana {column}).",
                "Alegeți nivelul de risc.",
            ),
            (
                "{file} has open cases without a level of risk (column {column}).",
                "Choose the level of risk.",
            ),
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
            (
                "În {file} sunt servicii furnizate fără zi (coloana {column}).",
                "Completați când a fost furnizat serviciul.",
            ),
            (
                "{file} has services that were provided, without a day (column {column}).",
                "Fill in when the service was provided.",
            ),
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
                "În {file} sunt servicii nefurnizate care au totuși ziua furnizării (coloana {column}).",
                "Corectați răspunsul sau ștergeți ziua.",
            ),
            (
                "{file} has services that were not provided, but have the day of it (column {column}).",
                "Correct the answer or delete the day.",
            ),
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
                "În {file} cine îngrijește copilul (coloana {column}) este trecut ca decedat.",
                "Corectați cine îngrijește copilul; fără îngrijitor este o urgență.",
            ),
            (
                "In {file} who cares for the child (column {column}) is noted as dead.",
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
                "În {file} mama sau tatăl (coloana {column}) nu este nici cu 12 ani mai în vârstă decât copilul.",
                "Corectați vârsta părintelui sau data nașterii copilului.",
            ),
            (
                "In {file} the mother or father (column {column}) is less than 12 years older than the child.",
                "Correct the parent's age or the child's birth date.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (FAMILY + "age", FAMILY + "relation"),
            ("FAM",),
        ),
        pl.col("relation").is_in(["mother", "father"])
        & (pl.col("alive") != "dead").fill_null(True)
        & (
            pl.col("age") - age("case_id.date_of_birth", pl.col("case_id.registration_date"))
            < YOUNGEST_PARENT
        ),
        reason=("12 ani: alegerea noastră.", "12 years: our choice."),
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
                "În {file} copii neînsoțiți sunt îngrijiți de părinți (coloana {column}).",
                "Corectați statutul de protecție sau forma de îngrijire.",
            ),
            (
                "{file} has unaccompanied children who are cared for by their parents (column {column}).",
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
