"""What is agreed on with a household: plans, their actions and results."""

import polars as pl

from quality.rules.check import Check, Related, told
from quality.rules.checks.expressions import LEAP_YEAR, PERIOD_END, day, days_between
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

PLAN, ACTION, RESULT = "spor.plans.", "spor.planned_actions.", "spor.results."
LONGEST_PLAN = Threshold("plan_years_max")
UNSIGNED, OVERDUE = Threshold("plan_unsigned_days_max"), Threshold("action_overdue_days_max")
_NEED = Related(
    "findings",
    ("assessment_id.household_id", "vulnerability"),
    ("plan_id.household_id", "vulnerability"),
    pl.len(),
    pl.col("state") == "present",
)
_DONE = Related(
    "planned_actions",
    ("plan_id", "vulnerability"),
    ("plan_id", "vulnerability"),
    pl.len(),
    pl.col("done_on").is_not_null(),
)
_SERVED = Related("services", ("household_id",), ("plan_id.household_id",), pl.len())

CHECKS = (
    Check(
        told(
            "action-without-need",
            (
                "Acțiunea este pentru o vulnerabilitate pe care nicio evaluare a gospodăriei nu a constatat-o.",
                "Corectați vulnerabilitatea acțiunii sau completați evaluarea.",
            ),
            (
                "The action is for a vulnerability that no assessment of the household found.",
                "Correct the action's vulnerability or fill in the assessment.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (ACTION + "vulnerability", "spor.findings.vulnerability"),
            ("PRO-01", "PRO-02", "PRO-03"),
        ),
        pl.col("vulnerability").is_not_null() & pl.col("found").is_null(),
        related={"found": _NEED},
        whole=True,
        fails=("plans: id=1 household_id=1\nplan_id=1 vulnerability=inc_poverty",),
        passes=(
            "plans: id=1 household_id=1\nassessments: id=1 household_id=1\nfindings: assessment_id=1"
            " vulnerability=inc_poverty state=present\nplan_id=1 vulnerability=inc_poverty",
            "plans: id=1 household_id=1\nplan_id=1",
        ),
    ),
    Check(
        told(
            "plan-before-assessment",
            (
                "Planul este semnat înaintea evaluării pe care se întemeiază.",
                "Corectați ziua semnării sau evaluarea.",
            ),
            (
                "The plan was signed before the assessment on which it rests.",
                "Correct the day of signing or the assessment.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (PLAN + "signed_on",),
            ("PRO-01", "PRO-02", "PRO-03"),
        ),
        pl.col("signed_on") < day("assessment_id.assessed_at"),
        fails=("assessments: id=1 assessed_at=2025-03-02T08:00:00\nassessment_id=1 signed_on=2025-03-01",),
        passes=(
            "assessments: id=1 assessed_at=2025-03-01T08:00:00\nassessment_id=1 signed_on=2025-03-01",
            "signed_on=2025-03-01",
        ),
    ),
    Check(
        told(
            "plan-of-other-household",
            ("Planul se întemeiază pe evaluarea altei gospodării.", "Alegeți evaluarea acestei gospodării."),
            ("The plan rests on the assessment of another household.", "Choose this household's assessment."),
            Severity.ERROR,
            Dimension.CONSISTENCY,
            (PLAN + "assessment_id",),
            ("PRO-01", "PRO-02", "PRO-03"),
        ),
        pl.col("assessment_id.household_id") != pl.col("household_id"),
        fails=("assessments: id=1 household_id=2\nassessment_id=1 household_id=1",),
        passes=("assessments: id=1 household_id=1\nassessment_id=1 household_id=1", "household_id=1"),
    ),
    Check(
        told(
            "plan-without-actions",
            ("Planul este semnat, dar nu are nicio acțiune.", "Adăugați acțiunile convenite cu gospodăria."),
            ("The plan is signed, but has no action.", "Add the actions agreed on with the household."),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            (PLAN + "id",),
            ("PRO-01", "PRO-02"),
        ),
        pl.col("signed_on").is_not_null() & pl.col("actions").is_null(),
        related={"actions": Related("planned_actions", ("plan_id",), ("id",), pl.len())},
        whole=True,
        fails=("id=1 signed_on=2025-03-01",),
        passes=("id=1 signed_on=2025-03-01\nplanned_actions: plan_id=1 action=act_family_doctor", "id=1"),
    ),
    Check(
        told(
            "plan-too-long",
            (f"Planul ține peste {LONGEST_PLAN.ro} ani.", "Verificați ultima zi a planului."),
            (f"The plan lasts more than {LONGEST_PLAN.en} years.", "Check the plan's last day."),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (PLAN + "until_on",),
            ("PRO-01", "PRO-08", "PRO-13"),
            thresholds=(LONGEST_PLAN,),
        ),
        days_between(pl.col("signed_on"), pl.col("until_on")) > LEAP_YEAR * LONGEST_PLAN.value,
        fails=("signed_on=2025-03-01 until_on=2030-03-01",),
        passes=("signed_on=2025-03-01 until_on=2026-02-28", "signed_on=2025-03-01"),
    ),
    Check(
        told(
            "plan-unsigned",
            (
                f"Planul nu este semnat la peste {UNSIGNED.ro} zile de la evaluare.",
                "Semnați planul cu gospodăria sau ștergeți-l.",
            ),
            (
                f"The plan is not signed more than {UNSIGNED.en} days after the assessment.",
                "Sign the plan with the household or strike it.",
            ),
            Severity.NOTE,
            Dimension.TIMELINESS,
            (PLAN + "signed_on",),
            ("PRO-01",),
            thresholds=(UNSIGNED,),
        ),
        pl.col("signed_on").is_null()
        & (days_between(day("assessment_id.assessed_at"), PERIOD_END) > UNSIGNED.value),
        fails=("assessments: id=1 assessed_at=2025-10-01T08:00:00\nassessment_id=1",),
        passes=(
            "assessments: id=1 assessed_at=2025-10-02T08:00:00\nassessment_id=1",
            "assessments: id=1 assessed_at=2025-10-01T08:00:00\nassessment_id=1 signed_on=2025-10-10",
        ),
    ),
    Check(
        told(
            "action-before-plan",
            (
                "Acțiunea este încheiată înainte de semnarea planului ei.",
                "Corectați ziua acțiunii sau a semnării; ce s-a făcut înainte este un serviciu în afara planului.",
            ),
            (
                "The action was done before its plan was signed.",
                "Correct the day of the action or of signing; what was done before is a service outside the plan.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (ACTION + "done_on", PLAN + "signed_on"),
            ("PRO-02", "RES-15", "RES-16"),
        ),
        pl.col("done_on") < pl.col("plan_id.signed_on"),
        fails=("plans: id=1 signed_on=2025-03-02\nplan_id=1 done_on=2025-03-01",),
        passes=(
            "plans: id=1 signed_on=2025-03-01\nplan_id=1 done_on=2025-03-01",
            "plans: id=1\nplan_id=1 done_on=2025-03-01",
        ),
    ),
    Check(
        told(
            "action-overdue",
            (
                f"Acțiunea nu este făcută, deși termenul ei a trecut de peste {OVERDUE.ro} zile.",
                "Completați ziua în care s-a făcut sau mutați termenul.",
            ),
            (
                f"The action is not done, though its due date is more than {OVERDUE.en} days gone.",
                "Fill in the day on which it was done, or move the due date.",
            ),
            Severity.NOTE,
            Dimension.TIMELINESS,
            (ACTION + "due_on", ACTION + "done_on"),
            ("PRO-02",),
            thresholds=(OVERDUE,),
        ),
        pl.col("done_on").is_null() & (days_between(pl.col("due_on"), PERIOD_END) > OVERDUE.value),
        fails=("due_on=2025-07-03",),
        passes=("due_on=2025-07-04", "due_on=2025-07-03 done_on=2025-12-01"),
    ),
    Check(
        told(
            "result-without-action",
            (
                "Rezultatul este atins fără nicio acțiune făcută din plan și fără niciun serviciu.",
                "Completați acțiunile sau serviciile prin care s-a ajuns la rezultat.",
            ),
            (
                "The result was reached without an action of the plan done, and without a service.",
                "Fill in the actions or services by which the result was reached.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            (RESULT + "reached", ACTION + "done_on"),
            ("PRO-03", "MON-02"),
        ),
        pl.col("reached")
        & pl.col("vulnerability").is_not_null()
        & pl.col("actions").is_null()
        & pl.col("services").is_null(),
        related={"actions": _DONE, "services": _SERVED},
        whole=True,
        fails=(
            "plans: id=1 household_id=1\nplan_id=1 person_id=1 vulnerability=inc_poverty reached=1",
            "plans: id=1 household_id=1\nplan_id=1 vulnerability=inc_poverty reached=1"
            "\nplanned_actions: plan_id=1 action=act_minimum_income_file vulnerability=inc_poverty",
        ),
        passes=(
            "plans: id=1 household_id=1\nplan_id=1 vulnerability=inc_poverty reached=1"
            "\nplanned_actions: plan_id=1 action=act_minimum_income_file vulnerability=inc_poverty done_on=2025-03-01",
            "plans: id=1 household_id=1\nplan_id=1 vulnerability=inc_poverty reached=0",
        ),
    ),
    Check(
        told(
            "result-reached-without-day",
            ("Rezultatul este atins, dar lipsește ziua.", "Completați ziua în care s-a atins rezultatul."),
            (
                "The result was reached, but the day is missing.",
                "Fill in the day on which the result was reached.",
            ),
            Severity.WARNING,
            Dimension.COMPLETENESS,
            (RESULT + "reached_on",),
            ("PRO-03", "MON-02"),
        ),
        pl.col("reached") & pl.col("reached_on").is_null(),
        fails=("reached=1",),
        passes=("reached=1 reached_on=2025-03-01", "reached=0"),
    ),
    Check(
        told(
            "result-not-reached-with-day",
            (
                "Rezultatul este neatins sau neverificat, dar are ziua atingerii.",
                "Corectați răspunsul sau ștergeți ziua.",
            ),
            (
                "The result was not reached or not checked, but has the day of it.",
                "Correct the answer or delete the day.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (RESULT + "reached_on", RESULT + "reached"),
            ("PRO-03", "MON-02"),
        ),
        pl.col("reached_on").is_not_null() & ~pl.col("reached").fill_null(False),
        fails=("reached=0 reached_on=2025-03-01", "reached_on=2025-03-01"),
        passes=("reached=1 reached_on=2025-03-01", "reached=0"),
    ),
)
