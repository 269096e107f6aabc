"""What happens before and after what: birth, record, removal, closure, export."""

import polars as pl

from quality.rules.check import Check, Related, told
from quality.rules.checks.expressions import MADE_ON, day, days_between
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

BEFORE_THE_RECORD, AFTER_CLOSURE = Threshold("late_record_days_max"), Threshold("after_closure_days_max")
AFTER_REMOVAL = told(
    "seen-after-removal",
    (
        "Evaluarea, vizita sau serviciul este de după ziua în care persoana sau gospodăria a ieșit din evidență.",
        "Corectați ziua greșită sau puneți la loc în evidență pe cine este încă în lucru.",
    ),
    (
        "The assessment, visit or service comes after the day on which the person or household left.",
        "Correct whichever day is wrong, or put back those who are still worked with.",
    ),
    Severity.WARNING,
    Dimension.CONSISTENCY,
    (
        "amc.vulnerability_entries.created_at",
        "amc.interventionable_individual_services.date",
        "spor.assessments.assessed_at",
        "spor.visits.visited_at",
        "spor.services.started_on",
        "primero.services.implemented_at",
        "primero.followups.followed_up_on",
    ),
    ("ALL", "MUL", "COV", "PRO", "RES"),
    thresholds=(AFTER_CLOSURE,),
)
BEFORE_BIRTH = told(
    "before-birth",
    ("Ziua notată este dinaintea nașterii persoanei.", "Corectați data nașterii sau cealaltă dată."),
    ("The day noted is before the person was born.", "Correct the birth date or the other day."),
    Severity.ERROR,
    Dimension.CONSISTENCY,
    (
        "amc.vulnerability_entries.created_at",
        "amc.interventionable_individual_services.date",
        "spor.memberships.joined_on",
        "spor.person_assessments.person_id",
        "spor.services.started_on",
        "primero.cases.registration_date",
    ),
    ("*",),
)
IN_FUTURE = told(
    "done-in-future",
    (
        "Ceva este trecut ca făcut într-o zi de după ziua exportului.",
        "Corectați ziua; ce este numai planificat se trece la termen.",
    ),
    (
        "Something is noted as done on a day after that of the export.",
        "Correct the day; what is only planned goes to the due date.",
    ),
    Severity.WARNING,
    Dimension.VALIDITY,
    (
        "amc.interventionable_individual_services.date",
        "spor.assessments.assessed_at",
        "spor.visits.visited_at",
        "spor.services.started_on",
        "spor.planned_actions.done_on",
        "spor.results.reached_on",
        "spor.activities.held_on",
    ),
    ("PRO", "RES", "COV"),
)
BEFORE_REGISTRATION = told(
    "before-registration",
    (
        "Evaluarea, serviciul sau planul este dinainte ca persoana sau gospodăria să fie în evidență.",
        "Corectați ziua greșită dintre cele două.",
    ),
    (
        "The assessment, service or plan comes before the person or household was recorded.",
        "Correct whichever of the two days is wrong.",
    ),
    Severity.NOTE,
    Dimension.CONSISTENCY,
    (
        "amc.vulnerability_entries.created_at",
        "spor.assessments.assessed_at",
        "spor.services.started_on",
        "spor.visits.visited_at",
        "primero.cases.date_case_plan",
        "primero.services.implemented_at",
        "primero.followups.followed_up_on",
    ),
    ("COV", "PRO"),
    thresholds=(BEFORE_THE_RECORD,),
)
_NOON = "T12:00:00"
_BENEFICIARY = Related(
    "interventions",
    ("interventionable_id",),
    ("id",),
    pl.col("beneficiary_id.date_of_birth").first(),
    pl.col("interventionable_type") == "individual_service",
)
_LEFT = Related(
    "interventions",
    ("interventionable_id",),
    ("id",),
    pl.when(pl.col("beneficiary_id.status") == "removed").then(day("beneficiary_id.updated_at")).first(),
    pl.col("interventionable_type") == "individual_service",
)
_OF_SERVICE = (
    "\ninterventions: interventionable_type=individual_service interventionable_id=1 beneficiary_id=1"
)
#: table, column, its day, the time that an example adds to it
_OF_HOUSEHOLD = (
    ("assessments", "assessed_at", day("assessed_at"), _NOON),
    ("visits", "visited_at", day("visited_at"), _NOON),
    ("services", "started_on", pl.col("started_on"), ""),
)
_OF_CASE = (
    ("services", "implemented_at", day("implemented_at"), _NOON),
    ("followups", "followed_up_on", pl.col("followed_up_on"), ""),
)
_DONE = (
    *_OF_HOUSEHOLD,
    ("planned_actions", "done_on", pl.col("done_on"), ""),
    ("results", "reached_on", pl.col("reached_on"), ""),
    ("activities", "held_on", pl.col("held_on"), ""),
)
_STATE = 'vulnerability_entries: beneficiary_id=1 map={"VAI_99":1} created_at='

CHECKS = (
    Check(
        AFTER_REMOVAL,
        (pl.col("beneficiary_id.status") == "removed")
        & (day("created_at") > day("beneficiary_id.updated_at")),
        fails=(
            f"beneficiaries: id=1 status=removed updated_at=2025-03-01T08:00:00\n{_STATE}2025-03-02T08:00:00",
        ),
        passes=(
            f"beneficiaries: id=1 status=removed updated_at=2025-03-01T08:00:00\n{_STATE}2025-02-28T08:00:00",
            f"beneficiaries: id=1 status=active updated_at=2025-03-01T08:00:00\n{_STATE}2025-03-02T08:00:00",
        ),
    ),
    Check(
        AFTER_REMOVAL,
        (pl.col("status") == "realized") & (pl.col("date") > pl.col("left")),
        at="amc.interventionable_individual_services.date",
        related={"left": _LEFT},
        fails=(
            "id=1 status=realized date=2025-03-02\nbeneficiaries: id=1 status=removed updated_at=2025-03-01T08:00:00"
            + _OF_SERVICE,
        ),
        passes=(
            "id=1 status=realized date=2025-03-01\nbeneficiaries: id=1 status=removed updated_at=2025-03-01T08:00:00"
            + _OF_SERVICE,
            "id=1 status=realized date=2025-03-02\nbeneficiaries: id=1 status=active updated_at=2025-03-01T08:00:00"
            + _OF_SERVICE,
        ),
    ),
    *(
        Check(
            AFTER_REMOVAL,
            happened > day("household_id.closed_at"),
            at=f"spor.{table}.{column}",
            fails=(
                f"households: id=1 closed_at=2025-03-01T08:00:00\nhousehold_id=1 {column}=2025-03-02{time}",
            ),
            passes=(
                f"households: id=1 closed_at=2025-03-01T08:00:00\nhousehold_id=1 {column}=2025-03-01{time}",
                f"households: id=1\nhousehold_id=1 {column}=2025-03-02{time}",
            ),
        )
        for table, column, happened, time in _OF_HOUSEHOLD
    ),
    *(
        Check(
            AFTER_REMOVAL,
            (days_between(pl.col("case_id.date_closure"), happened) > AFTER_CLOSURE.value)
            & ~pl.col("case_id.reopened").fill_null(False),
            at=f"primero.{table}.{column}",
            fails=(f"cases: case_id=a date_closure=2025-03-01\ncase_id=a {column}=2025-04-01{time}",),
            passes=(
                f"cases: case_id=a date_closure=2025-03-01\ncase_id=a {column}=2025-03-31{time}",
                f"cases: case_id=a date_closure=2025-03-01 reopened=1\ncase_id=a {column}=2025-04-01{time}",
            ),
        )
        for table, column, happened, time in _OF_CASE
    ),
    Check(
        BEFORE_BIRTH,
        day("created_at") < pl.col("beneficiary_id.date_of_birth"),
        fails=(f"beneficiaries: id=1 date_of_birth=2025-03-02\n{_STATE}2025-03-01T08:00:00",),
        passes=(
            f"beneficiaries: id=1 date_of_birth=2025-03-01\n{_STATE}2025-03-01T08:00:00",
            f"beneficiaries: id=1\n{_STATE}2025-03-01T08:00:00",
        ),
    ),
    Check(
        BEFORE_BIRTH,
        pl.col("date") < pl.col("born"),
        at="amc.interventionable_individual_services.date",
        related={"born": _BENEFICIARY},
        fails=("id=1 date=2025-03-01\nbeneficiaries: id=1 date_of_birth=2025-03-02" + _OF_SERVICE,),
        passes=(
            "id=1 date=2025-03-01\nbeneficiaries: id=1 date_of_birth=2025-03-01" + _OF_SERVICE,
            "id=2 date=2025-03-01\nbeneficiaries: id=1 date_of_birth=2025-03-02" + _OF_SERVICE,
        ),
    ),
    Check(
        BEFORE_BIRTH,
        pl.col("joined_on") < pl.col("person_id.birth_date"),
        at="spor.memberships.joined_on",
        fails=("persons: id=1 birth_date=2025-03-02\nperson_id=1 joined_on=2025-03-01",),
        passes=(
            "persons: id=1 birth_date=2025-03-01\nperson_id=1 joined_on=2025-03-01",
            "persons: id=1\nperson_id=1 joined_on=2025-03-01",
        ),
    ),
    Check(
        BEFORE_BIRTH,
        day("assessment_id.assessed_at") < pl.col("person_id.birth_date"),
        at="spor.person_assessments.person_id",
        fails=(
            "persons: id=1 birth_date=2025-03-02\nassessments: id=1 assessed_at=2025-03-01T08:00:00"
            "\nperson_id=1 assessment_id=1",
        ),
        passes=(
            "persons: id=1 birth_date=2025-03-01\nassessments: id=1 assessed_at=2025-03-01T08:00:00"
            "\nperson_id=1 assessment_id=1",
        ),
    ),
    Check(
        BEFORE_BIRTH,
        pl.col("started_on") < pl.col("person_id.birth_date"),
        at="spor.services.started_on",
        fails=("persons: id=1 birth_date=2025-03-02\nperson_id=1 started_on=2025-03-01",),
        passes=("persons: id=1 birth_date=2025-03-02\nstarted_on=2025-03-01",),
    ),
    Check(
        BEFORE_BIRTH,
        pl.col("registration_date") < pl.col("date_of_birth"),
        at="primero.cases.registration_date",
        fails=("date_of_birth=2025-03-02 registration_date=2025-03-01",),
        passes=("date_of_birth=2025-03-01 registration_date=2025-03-01", "registration_date=2025-03-01"),
    ),
    Check(
        IN_FUTURE,
        (pl.col("status") == "realized") & (pl.col("date") > MADE_ON),
        fails=("status=realized date=2026-01-09",),
        passes=("status=realized date=2026-01-08", "status=planned date=2026-01-09"),
    ),
    *(
        Check(
            IN_FUTURE,
            happened > MADE_ON,
            at=f"spor.{table}.{column}",
            fails=(f"{column}=2026-01-09{time}",),
            passes=(f"{column}=2026-01-08{time}",),
        )
        for table, column, happened, time in _DONE
    ),
    Check(
        BEFORE_REGISTRATION,
        days_between(day("created_at"), day("beneficiary_id.created_at")) > BEFORE_THE_RECORD.value,
        fails=(f"beneficiaries: id=1 created_at=2025-03-01T08:00:00\n{_STATE}2025-01-29T08:00:00",),
        passes=(f"beneficiaries: id=1 created_at=2025-03-01T08:00:00\n{_STATE}2025-01-30T08:00:00",),
    ),
    *(
        Check(
            BEFORE_REGISTRATION,
            days_between(happened, day("household_id.registered_at")) > BEFORE_THE_RECORD.value,
            at=f"spor.{table}.{column}",
            fails=(
                f"households: id=1 registered_at=2025-03-01T08:00:00\nhousehold_id=1 {column}=2025-01-29{time}",
            ),
            passes=(
                f"households: id=1 registered_at=2025-03-01T08:00:00\nhousehold_id=1 {column}=2025-01-30{time}",
            ),
        )
        for table, column, happened, time in _OF_HOUSEHOLD
    ),
    *(
        Check(
            BEFORE_REGISTRATION,
            days_between(happened, pl.col("case_id.registration_date")) > BEFORE_THE_RECORD.value,
            at=f"primero.{table}.{column}",
            fails=(f"cases: case_id=a registration_date=2025-03-01\ncase_id=a {column}=2025-01-29{time}",),
            passes=(f"cases: case_id=a registration_date=2025-03-01\ncase_id=a {column}=2025-01-30{time}",),
        )
        for table, column, happened, time in _OF_CASE
    ),
    Check(
        BEFORE_REGISTRATION,
        days_between(pl.col("date_case_plan"), pl.col("registration_date")) > BEFORE_THE_RECORD.value,
        at="primero.cases.date_case_plan",
        fails=("registration_date=2025-03-01 date_case_plan=2025-01-29",),
        passes=("registration_date=2025-03-01 date_case_plan=2025-01-30", "date_case_plan=2025-01-29"),
    ),
)
