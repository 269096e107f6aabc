"""What AMC-MSR's files, cases and services say."""

import polars as pl

from quality.rules.check import Check, Related, told
from quality.rules.checks.expressions import PERIOD_END, age, days_between
from quality.rules.law import MAY_WORK, MAY_WORK_SAYS
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

BENEFICIARY = "amc.beneficiaries."
SERVICE = "amc.interventionable_individual_services."
FORGOTTEN = Threshold("planned_service_days_max")

CHECKS = (
    Check(
        told(
            "status-missing",
            ("Lipsește starea dosarului unui client obișnuit.", "Deschideți dosarul și alegeți starea lui."),
            ("The status of a regular client's file is missing.", "Open the file and choose its status."),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            (BENEFICIARY + "status",),
            ("ALL", "MUL", "COV"),
        ),
        (pl.col("type") == "regular") & pl.col("status").is_null(),
        fails=("type=regular",),
        passes=("type=regular status=active", "type=ocasional"),
    ),
    Check(
        told(
            "active-never-assessed",
            (
                "Dosarul este activ sau catagrafiat, dar persoana nu are nicio catagrafie.",
                "Faceți catagrafia sau corectați starea dosarului.",
            ),
            (
                "The file is active or assessed, but the person has no assessment.",
                "Assess them or correct the status of the file.",
            ),
            Severity.WARNING,
            Dimension.COMPLETENESS,
            (BENEFICIARY + "status",),
            ("COV-01", "COV-03", "COV-04"),
        ),
        pl.col("status").is_in(["active", "catagraphed"]) & pl.col("entries").is_null(),
        related={"entries": Related("vulnerability_entries", ("beneficiary_id",), ("id",), pl.len())},
        fails=("id=1 status=active",),
        passes=("id=1 status=active\nvulnerability_entries: beneficiary_id=1", "id=1 status=registered"),
    ),
    Check(
        told(
            "assessed-but-only-registered",
            (
                "Persoana este numai înregistrată, dar are o catagrafie cu răspunsuri.",
                "Treceți dosarul la «catagrafiat» sau «activ».",
            ),
            (
                "The person is only registered, but has an assessment with answers.",
                "Set the file to “assessed” or “active”.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            (BENEFICIARY + "status",),
            (),
        ),
        (pl.col("status") == "registered") & pl.col("answered").is_not_null(),
        related={
            "answered": Related(
                "vulnerability_entries", ("beneficiary_id",), ("id",), pl.len(), pl.col("codes").is_not_null()
            )
        },
        fails=('id=1 status=registered\nvulnerability_entries: beneficiary_id=1 map={"VAI_99":1}',),
        passes=(
            "id=1 status=registered\nvulnerability_entries: beneficiary_id=1 map={}",
            "id=1 status=active",
        ),
    ),
    Check(
        told(
            "changed-before-made",
            (
                "Ultima modificare a fișei este dinaintea înregistrării ei.",
                "Verificați ceasul serverului aplicației.",
            ),
            ("The file was last changed before it was made.", "Check the clock of the application's server."),
            Severity.WARNING,
            Dimension.VALIDITY,
            (BENEFICIARY + "updated_at",),
            ("RES", "ALL"),
            "office",
        ),
        pl.col("updated_at") < pl.col("created_at"),
        fails=("created_at=2025-01-02T08:00:00 updated_at=2025-01-01T08:00:00",),
        passes=(
            "created_at=2025-01-02T08:00:00 updated_at=2025-01-02T08:00:00",
            "created_at=2025-01-02T08:00:00",
        ),
    ),
    Check(
        told(
            "locality-of-other-county",
            (
                "Localitatea nu este în județul notat la aceeași persoană.",
                "Corectați localitatea sau județul.",
            ),
            (
                "The locality is not in the county noted for the same person.",
                "Correct the locality or the county.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (BENEFICIARY + "city_id", BENEFICIARY + "county_id"),
            ("*",),
        ),
        pl.col("city_id.county_id") != pl.col("county_id"),
        fails=("cities: id=136526 county_id=30\ncity_id=136526 county_id=24",),
        passes=("cities: id=136526 county_id=30\ncity_id=136526 county_id=30", "city_id=136526 county_id=24"),
    ),
    Check(
        told(
            "work-of-child",
            (
                f"Despre un copil sub {MAY_WORK} ani scrie că lucrează.",
                "Verificați data nașterii; munca unui copil se semnalează la DGASPC.",
            ),
            (
                f"A child under {MAY_WORK} is said to work.",
                "Check the birth date; a child's work is reported to child protection.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (BENEFICIARY + "work_status",),
            ("EMP",),
            reason=MAY_WORK_SAYS,
        ),
        (pl.col("work_status") == "yes") & (age("date_of_birth", PERIOD_END) < MAY_WORK),
        fails=("work_status=yes date_of_birth=2015-01-01",),
        passes=("work_status=yes date_of_birth=2010-12-31", "work_status=no date_of_birth=2015-01-01"),
    ),
    Check(
        told(
            "case-closed-before-opened",
            ("Cazul sau serviciul este încheiat înainte de a fi deschis.", "Corectați data închiderii."),
            ("The case or service was closed before it was opened.", "Correct the date of closure."),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            ("amc.interventions.closed_at",),
            ("PRO-09",),
        ),
        pl.col("closed_at") < pl.col("created_at"),
        fails=("created_at=2025-01-02T08:00:00 closed_at=2025-01-01T08:00:00",),
        passes=(
            "created_at=2025-01-02T08:00:00 closed_at=2025-01-02T08:00:00",
            "created_at=2025-01-02T08:00:00",
        ),
    ),
    Check(
        told(
            "case-without-vulnerability",
            (
                "Lipsește vulnerabilitatea căreia îi răspunde cazul.",
                "Alegeți în caz vulnerabilitatea pentru care a fost deschis.",
            ),
            (
                "The vulnerability that the case answers is missing.",
                "Choose in the case the vulnerability for which it was opened.",
            ),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            ("amc.interventions.vulnerability_id",),
            ("PRO-09",),
        ),
        (pl.col("interventionable_type") == "case") & pl.col("vulnerability_id").is_null(),
        fails=("interventionable_type=case",),
        passes=(
            "interventionable_type=case vulnerability_id=VAI_01",
            "interventionable_type=individual_service",
        ),
    ),
    Check(
        told(
            "service-without-date",
            ("Serviciul este realizat, dar lipsește ziua.", "Completați ziua în care s-a făcut serviciul."),
            (
                "The service was done, but the day is missing.",
                "Fill in the day on which the service was done.",
            ),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            (SERVICE + "date",),
            ("PRO-09",),
        ),
        (pl.col("status") == "realized") & pl.col("date").is_null(),
        fails=("status=realized",),
        passes=("status=realized date=2025-01-02", "status=planned"),
    ),
    Check(
        told(
            "planned-service-forgotten",
            (
                f"Serviciul este încă planificat, deși ziua lui a trecut de peste {FORGOTTEN.ro} zile.",
                "Treceți serviciul ca realizat sau nerealizat.",
            ),
            (
                f"The service is still planned, though its day is more than {FORGOTTEN.en} days gone.",
                "Set the service to done or not done.",
            ),
            Severity.NOTE,
            Dimension.TIMELINESS,
            (SERVICE + "status",),
            ("PRO-09",),
            thresholds=(FORGOTTEN,),
        ),
        (pl.col("status") == "planned") & (days_between(pl.col("date"), PERIOD_END) > FORGOTTEN.value),
        fails=("status=planned date=2025-10-01",),
        passes=(
            "status=planned date=2025-10-02",
            "status=realized date=2025-01-02",
            "status=planned date=2026-01-01",
        ),
    ),
)
