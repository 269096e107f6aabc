"""Being in evidence: where somebody is, who is out and why, whose assessment is old."""

import polars as pl

from quality.rules.check import Check, Related, told
from quality.rules.checks.expressions import PERIOD_END, day, days_between
from quality.rules.person_fields import PLACE
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

REMOVED = pl.col("status") == "removed"
CLOSED = pl.col("status") == "closed"
PLACE_MISSING = told(
    "place-missing",
    (
        "Lipsește localitatea: înregistrarea se numără numai la județ și la țară.",
        "Completați localitatea de domiciliu, iar la gospodării UAT-ul.",
    ),
    (
        "The place is missing: the record counts for the county and the country only.",
        "Fill in the locality of domicile, of households the UAT.",
    ),
    Severity.WARNING,
    Dimension.COMPLETENESS,
    PLACE,
    ("*",),
)
REASON_MISSING = told(
    "removed-without-reason",
    (
        "Lipsește motivul scoaterii din evidență: nu se știe dacă persoana s-a mutat, a decedat sau nu mai are nevoie de sprijin.",
        "Completați motivul scoaterii din evidență.",
    ),
    (
        "The reason of the removal is missing: whether the person moved, died or needs no more support is not known.",
        "Fill in the reason of the removal.",
    ),
    Severity.WARNING,
    Dimension.COMPLETENESS,
    (
        "amc.beneficiaries.reason_removed",
        "spor.persons.removal_reason",
        "spor.households.closing_reason",
        "primero.cases.closure_reason",
    ),
    ("RES",),
)
NOT_REMOVED = told(
    "reason-without-removal",
    (
        "Înregistrarea are un motiv de scoatere, dar este încă în evidență.",
        "Scoateți omul din evidență sau ștergeți motivul.",
    ),
    (
        "The record has a reason of removal, but is still in evidence.",
        "Remove the person or delete the reason.",
    ),
    Severity.WARNING,
    Dimension.CONSISTENCY,
    (
        "amc.beneficiaries.reason_removed",
        "spor.persons.removal_reason",
        "spor.households.closing_reason",
    ),
    ("*",),
)
CURRENT = Threshold("current_state_days")
STATE_OLD = told(
    "state-old",
    (
        f"Persoana sau gospodăria este în evidență, dar cea mai nouă evaluare a ei este mai veche de {CURRENT.ro} zile.",
        "Reevaluați-o sau, dacă nu mai este în lucru, scoateți-o din evidență.",
    ),
    (
        f"The person or household is in evidence, but the newest assessment is more than {CURRENT.en} days old.",
        "Assess them again or, if nobody works with them any more, remove them.",
    ),
    Severity.NOTE,
    Dimension.TIMELINESS,
    ("amc.beneficiaries.id", "spor.households.id"),
    ("COV-02", "PRO-07"),
    thresholds=(CURRENT,),
)
_NEWEST = Related(
    "vulnerability_entries",
    ("beneficiary_id",),
    ("id",),
    day("created_at").max(),
    pl.col("codes").is_not_null(),
)
_NEWEST_OF_HOUSEHOLD = Related("assessments", ("household_id",), ("id",), day("assessed_at").max())
_STATE = 'vulnerability_entries: beneficiary_id=1 map={"VAI_99":1} created_at='

CHECKS = (
    Check(
        PLACE_MISSING,
        pl.col("city_id").is_null() & (pl.col("type") == "regular") & (pl.col("status") != "removed"),
        fails=("type=regular status=active",),
        passes=("type=regular status=active city_id=136535", "type=ocasional", "type=regular status=removed"),
    ),
    Check(
        PLACE_MISSING,
        pl.col("uat").is_null() & pl.col("closed_at").is_null(),
        at="spor.households.uat",
        fails=("id=1",),
        passes=("id=1 uat=136526", "id=1 closed_at=2025-03-01T08:00:00"),
    ),
    Check(
        PLACE_MISSING,
        pl.col("location").is_null() & (pl.col("status") == "open"),
        at="primero.cases.location",
        fails=("status=open",),
        passes=("status=open location=136535", "status=closed"),
    ),
    Check(
        REASON_MISSING,
        REMOVED & pl.col("reason_removed").is_null(),
        fails=("status=removed",),
        passes=("status=removed reason_removed=other", "status=active"),
    ),
    Check(
        REASON_MISSING,
        pl.col("removed_at").is_not_null() & pl.col("removal_reason").is_null(),
        at="spor.persons.removal_reason",
        fails=("removed_at=2025-03-01T08:00:00",),
        passes=("removed_at=2025-03-01T08:00:00 removal_reason=deceased", "id=1"),
    ),
    Check(
        REASON_MISSING,
        pl.col("closed_at").is_not_null() & pl.col("closing_reason").is_null(),
        at="spor.households.closing_reason",
        fails=("closed_at=2025-03-01T08:00:00",),
        passes=("closed_at=2025-03-01T08:00:00 closing_reason=resolved", "id=1"),
    ),
    Check(
        REASON_MISSING,
        CLOSED & pl.col("closure_reason").is_null(),
        at="primero.cases.closure_reason",
        fails=("status=closed",),
        passes=("status=closed closure_reason=other", "status=open"),
    ),
    Check(
        NOT_REMOVED,
        pl.col("reason_removed").is_not_null() & ~REMOVED,
        fails=("status=active reason_removed=deceased_home",),
        passes=("status=removed reason_removed=deceased_home", "status=active"),
    ),
    Check(
        NOT_REMOVED,
        pl.col("removal_reason").is_not_null() & pl.col("removed_at").is_null(),
        at="spor.persons.removal_reason",
        fails=("removal_reason=deceased",),
        passes=("removal_reason=deceased removed_at=2025-03-01T08:00:00",),
    ),
    Check(
        NOT_REMOVED,
        pl.col("closing_reason").is_not_null() & pl.col("closed_at").is_null(),
        at="spor.households.closing_reason",
        fails=("closing_reason=resolved",),
        passes=("closing_reason=resolved closed_at=2025-03-01T08:00:00",),
    ),
    Check(
        STATE_OLD,
        (pl.col("type") == "regular")
        & pl.col("status").is_in(["active", "catagraphed"])
        & (days_between(pl.col("newest"), PERIOD_END) > CURRENT.value),
        at="amc.beneficiaries.id",
        related={"newest": _NEWEST},
        fails=(f"id=1 type=regular status=active\n{_STATE}2024-12-30T08:00:00",),
        passes=(
            f"id=1 type=regular status=active\n{_STATE}2024-12-31T08:00:00",
            f"id=1 type=regular status=removed\n{_STATE}2024-12-30T08:00:00",
        ),
    ),
    Check(
        STATE_OLD,
        pl.col("closed_at").is_null() & (days_between(pl.col("newest"), PERIOD_END) > CURRENT.value),
        at="spor.households.id",
        related={"newest": _NEWEST_OF_HOUSEHOLD},
        whole=True,
        fails=("id=1\nassessments: household_id=1 assessed_at=2024-12-30T08:00:00",),
        passes=(
            "id=1\nassessments: household_id=1 assessed_at=2024-12-31T08:00:00",
            "id=1 closed_at=2025-03-01T08:00:00\nassessments: household_id=1 assessed_at=2024-12-30T08:00:00",
        ),
    ),
)
