"""Who lives with whom: memberships, heads of households, who was assessed with whom."""

import polars as pl

from quality.rules.check import Check, Related, told
from quality.rules.checks.expressions import PERIOD_END, age, day, days_between
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

MEMBER, HOUSEHOLD = "spor.memberships.", "spor.households."
OPEN = pl.col("left_on").is_null() & pl.col("person_id.removed_at").is_null()
HEAD = pl.col("relation") == "head"
YOUNGEST_HEAD, UNTIL_ASSESSED = Threshold("household_head_age_min"), Threshold("first_assessment_days_max")
_MEMBERS = Related("memberships", ("household_id",), ("id",), pl.len(), OPEN)
_HEADS = Related("memberships", ("household_id",), ("id",), pl.len(), OPEN & HEAD)
_BORN = Related(
    "memberships", ("household_id",), ("household_id",), pl.col("person_id.birth_date").first(), OPEN & HEAD
)
_SPELL = ("person_id", "household_id")
_THEN = ("person_id", "assessment_id.household_id")
_FIRST = Related("memberships", _SPELL, _THEN, pl.col("joined_on").min())
_LAST = Related("memberships", _SPELL, _THEN, pl.col("left_on").max())
_STAYS = Related("memberships", _SPELL, _THEN, pl.len(), pl.col("left_on").is_null())
_ASSESSED = "persons: id=1\nassessments: id=1 household_id=1 assessed_at=2024-12-10T08:00:00\nassessment_id=1 person_id=1"

CHECKS = (
    Check(
        told(
            "head-too-young",
            (
                f"Capul gospodăriei are sub {YOUNGEST_HEAD.ro} ani.",
                "Verificați data nașterii; o gospodărie fără adult este o nevoie de notat.",
            ),
            (
                f"The head of the household is under {YOUNGEST_HEAD.en}.",
                "Check the birth date; a household without an adult is a need to be noted.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            (MEMBER + "relation",),
            ("FAM", "LIV"),
            thresholds=(YOUNGEST_HEAD,),
        ),
        HEAD & OPEN & (age("person_id.birth_date", PERIOD_END) < YOUNGEST_HEAD.value),
        fails=("persons: id=1 birth_date=2015-01-01\nperson_id=1 relation=head",),
        passes=(
            "persons: id=1 birth_date=2000-01-01\nperson_id=1 relation=head",
            "persons: id=1 birth_date=2015-01-01\nperson_id=1 relation=child",
        ),
    ),
    Check(
        told(
            "several-heads",
            ("Gospodăria are mai mulți capi.", "Lăsați un singur cap al gospodăriei."),
            ("The household has several heads.", "Leave one head of the household."),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (MEMBER + "relation",),
            ("FAM", "LIV"),
        ),
        HEAD & OPEN & ((HEAD & OPEN).sum().over("household_id") > 1),
        fails=("household_id=1 person_id=1 relation=head\nhousehold_id=1 person_id=2 relation=head",),
        passes=(
            "household_id=1 person_id=1 relation=head\nhousehold_id=1 person_id=2 relation=partner",
            "household_id=1 person_id=1 relation=head left_on=2025-03-01\nhousehold_id=1 person_id=2 relation=head",
            "household_id=1 person_id=1 relation=head\nhousehold_id=2 person_id=2 relation=head",
        ),
    ),
    Check(
        told(
            "household-without-head",
            ("Gospodăria are membri, dar niciunul nu este capul ei.", "Alegeți cine este capul gospodăriei."),
            (
                "The household has members, but none of them is its head.",
                "Choose who is the head of the household.",
            ),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            (HOUSEHOLD + "id", MEMBER + "relation"),
            ("FAM", "LIV"),
        ),
        pl.col("closed_at").is_null() & (pl.col("members") > 0) & pl.col("heads").is_null(),
        related={"members": _MEMBERS, "heads": _HEADS},
        whole=True,
        fails=("id=1\nmemberships: household_id=1 relation=child",),
        passes=(
            "id=1\nmemberships: household_id=1 relation=head",
            "id=1 closed_at=2025-03-01T08:00:00\nmemberships: household_id=1 relation=child",
        ),
    ),
    Check(
        told(
            "household-empty",
            (
                "Gospodăria este în evidență, dar nu are niciun membru.",
                "Înscrieți membrii sau scoateți gospodăria din evidență.",
            ),
            (
                "The household is in evidence, but has no member.",
                "Record the members or close the household.",
            ),
            Severity.WARNING,
            Dimension.COMPLETENESS,
            (HOUSEHOLD + "id",),
            ("PRV", "CAP-03", "CAP-04", "CAP-05", "MON-01"),
        ),
        pl.col("closed_at").is_null() & pl.col("members").is_null(),
        related={"members": _MEMBERS},
        whole=True,
        fails=("id=1", "id=1\nmemberships: household_id=1 left_on=2025-03-01"),
        passes=("id=1\nmemberships: household_id=1", "id=1 closed_at=2025-03-01T08:00:00"),
    ),
    Check(
        told(
            "household-never-assessed",
            (
                f"Gospodăria este de peste {UNTIL_ASSESSED.ro} zile în evidență, dar nu are nicio evaluare.",
                "Faceți evaluarea inițială sau scoateți gospodăria din evidență.",
            ),
            (
                f"The household has been in evidence for more than {UNTIL_ASSESSED.en} days, but has no assessment.",
                "Make the initial assessment or close the household.",
            ),
            Severity.WARNING,
            Dimension.TIMELINESS,
            (HOUSEHOLD + "registered_at",),
            ("COV", "PRV"),
            thresholds=(UNTIL_ASSESSED,),
        ),
        pl.col("closed_at").is_null()
        & (days_between(day("registered_at"), PERIOD_END) > UNTIL_ASSESSED.value)
        & pl.col("assessed").is_null(),
        related={"assessed": Related("assessments", ("household_id",), ("id",), pl.len())},
        whole=True,
        fails=("id=1 registered_at=2025-10-01T08:00:00",),
        passes=(
            "id=1 registered_at=2025-10-02T08:00:00",
            "id=1 registered_at=2025-03-01T08:00:00\nassessments: household_id=1",
        ),
    ),
    Check(
        told(
            "relation-not-of-age",
            (
                "Relația cu capul gospodăriei nu se potrivește cu vârstele: copil mai în vârstă decât capul sau părinte mai tânăr.",
                "Corectați relația sau datele nașterii.",
            ),
            (
                "The relation to the head does not go with the ages: a child older than the head, or a parent who is younger.",
                "Correct the relation or the birth dates.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (MEMBER + "relation", "spor.persons.birth_date"),
            ("FAM", "LIV"),
        ),
        OPEN
        & (
            (
                pl.col("relation").is_in(["child", "grandchild"])
                & (pl.col("person_id.birth_date") <= pl.col("heads"))
            )
            | ((pl.col("relation") == "parent") & (pl.col("person_id.birth_date") >= pl.col("heads")))
        ),
        related={"heads": _BORN},
        fails=(
            "persons: id=1 birth_date=1990-01-01\npersons: id=2 birth_date=1980-01-01"
            "\nhousehold_id=1 person_id=1 relation=head\nhousehold_id=1 person_id=2 relation=child",
        ),
        passes=(
            "persons: id=1 birth_date=1990-01-01\npersons: id=2 birth_date=2010-01-01"
            "\nhousehold_id=1 person_id=1 relation=head\nhousehold_id=1 person_id=2 relation=child",
        ),
    ),
    Check(
        told(
            "removed-but-still-member",
            (
                "Persoana este scoasă din evidență, dar a rămas membră a gospodăriei.",
                "Completați ziua de când nu mai este membră.",
            ),
            (
                "The person was removed but stayed a member of the household.",
                "Fill in the day since when the person no longer is one.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            (MEMBER + "left_on",),
            ("LIV", "PRV"),
        ),
        pl.col("left_on").is_null() & (day("person_id.removed_at") <= PERIOD_END),
        fails=("persons: id=1 removed_at=2025-03-01T08:00:00\nperson_id=1",),
        passes=(
            "persons: id=1 removed_at=2025-03-01T08:00:00\nperson_id=1 left_on=2025-03-01",
            "persons: id=1\nperson_id=1",
        ),
    ),
    Check(
        told(
            "assessed-but-not-member",
            (
                "Persoana este evaluată cu o gospodărie din care nu făcea parte atunci.",
                "Corectați zilele de intrare și ieșire din gospodărie sau persoana evaluată.",
            ),
            (
                "The person was assessed with a household without being its member then.",
                "Correct the days of joining and leaving, or the person assessed.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            ("spor.person_assessments.person_id", MEMBER + "joined_on", MEMBER + "left_on"),
            ("PRV", "LIV", "ALL", "MUL"),
        ),
        (pl.col("first").is_null() & pl.col("assessment_id.household_id").is_not_null())
        | (day("assessment_id.assessed_at") < pl.col("first"))
        | (pl.col("stays").is_null() & (day("assessment_id.assessed_at") > pl.col("last"))),
        related={"first": _FIRST, "last": _LAST, "stays": _STAYS},
        whole=True,
        fails=(
            _ASSESSED,
            f"{_ASSESSED}\nmemberships: person_id=1 household_id=1 joined_on=2024-12-11",
            f"{_ASSESSED}\nmemberships: person_id=1 household_id=1 joined_on=2024-01-11 left_on=2024-12-09",
        ),
        passes=(
            f"{_ASSESSED}\nmemberships: person_id=1 household_id=1 joined_on=2024-12-10",
            f"{_ASSESSED}\nmemberships: person_id=1 household_id=1 joined_on=2024-01-11 left_on=2024-12-10",
        ),
    ),
    Check(
        told(
            "initial-assessment-twice",
            (
                "Gospodăria are mai multe evaluări inițiale.",
                "Treceți evaluările de după prima ca reevaluări.",
            ),
            ("The household has several initial assessments.", "Set the later ones to reassessments."),
            Severity.NOTE,
            Dimension.UNIQUENESS,
            ("spor.assessments.kind",),
            ("PRO-07",),
        ),
        (pl.col("kind") == "initial")
        & (
            day("assessed_at")
            > day("assessed_at").filter(pl.col("kind") == "initial").min().over("household_id")
        ),
        fails=(
            "household_id=1 kind=initial assessed_at=2024-01-01T08:00:00\nhousehold_id=1 kind=initial"
            " assessed_at=2025-01-01T08:00:00",
        ),
        passes=(
            "household_id=1 kind=initial assessed_at=2024-01-01T08:00:00\nhousehold_id=1 kind=reassessment"
            " assessed_at=2025-01-01T08:00:00",
        ),
    ),
    Check(
        told(
            "reassessment-without-initial",
            (
                "Gospodăria este reevaluată fără să aibă o evaluare inițială.",
                "Treceți prima evaluare ca inițială sau exportați-o și pe ea.",
            ),
            (
                "The household was assessed again without an initial assessment.",
                "Set the first one to initial, or export it too.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            ("spor.assessments.kind",),
            ("PRO-07",),
        ),
        (pl.col("kind") == "reassessment") & pl.col("initial").is_null(),
        related={
            "initial": Related(
                "assessments", ("household_id",), ("household_id",), pl.len(), pl.col("kind") == "initial"
            )
        },
        whole=True,
        fails=("household_id=1 kind=reassessment",),
        passes=("household_id=1 kind=initial\nhousehold_id=1 kind=reassessment",),
    ),
)
