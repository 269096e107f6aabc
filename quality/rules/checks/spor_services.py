"""The team's work: services, visits, notifications, activities, staff."""

import polars as pl

from quality.rules.check import Check, Related, told
from quality.rules.checks.expressions import PERIOD_END, day, days_between
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

SERVICE, VISIT = "spor.services.", "spor.visits."
UNVISITED = Threshold("notification_unanswered_days_max")
LONGEST_VISIT, MOST_PEOPLE = Threshold("visit_minutes_max"), Threshold("activity_participants_max")
_VISITED = Related("visits", ("notification_id",), ("id",), pl.len())
_NEWEST_VISIT = Related("visits", ("household_id",), ("household_id",), pl.col("visited_at").max())
_WORKS_FROM = Related("team_members", ("worker_id",), ("worker_id",), pl.col("joined_on").min())
_TEAMS = Related("team_members", ("worker_id",), ("id",), pl.len())
_STILL = pl.col("left_on").is_null() & pl.col("team_id.ended_on").is_null()

CHECKS = (
    Check(
        told(
            "service-ended-without-outcome",
            (
                "Serviciul este încheiat, dar nu se spune cum s-a încheiat.",
                "Alegeți cum s-a încheiat serviciul.",
            ),
            ("The service ended, but how is not said.", "Choose how the service ended."),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            (SERVICE + "outcome",),
            ("PRO-12",),
        ),
        pl.col("ended_on").is_not_null() & pl.col("outcome").is_null(),
        fails=("ended_on=2025-03-01",),
        passes=("ended_on=2025-03-01 outcome=delivered", "outcome=delivered"),
    ),
    Check(
        told(
            "service-by-team-but-referred",
            (
                "Serviciul este trecut ca trimitere la altcineva, dar îl dă chiar echipa.",
                "Corectați felul serviciului sau cine îl dă.",
            ),
            (
                "The service is noted as a referral to somebody else, but the team itself gives it.",
                "Correct the kind of service or who gives it.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (SERVICE + "mode", SERVICE + "provider"),
            ("PRO-11", "PRO-12"),
        ),
        (pl.col("mode") == "referred") & (pl.col("provider") == "team"),
        fails=("mode=referred provider=team",),
        passes=("mode=referred provider=public", "mode=direct provider=team"),
    ),
    Check(
        told(
            "service-of-other-household",
            (
                "Serviciul este legat de o acțiune planificată a altei gospodării.",
                "Alegeți acțiunea din planul acestei gospodării.",
            ),
            (
                "The service is tied to a planned action of another household.",
                "Choose the action from this household's plan.",
            ),
            Severity.ERROR,
            Dimension.CONSISTENCY,
            (SERVICE + "planned_action_id",),
            ("PRO-02", "PRO-13"),
        ),
        pl.col("planned_action_id.plan_id.household_id") != pl.col("household_id"),
        fails=(
            "plans: id=1 household_id=2\nplanned_actions: id=1 plan_id=1 action=act_family_doctor"
            "\nplanned_action_id=1 household_id=1",
        ),
        passes=(
            "plans: id=1 household_id=1\nplanned_actions: id=1 plan_id=1 action=act_family_doctor"
            "\nplanned_action_id=1 household_id=1",
            "household_id=1",
        ),
    ),
    Check(
        told(
            "visit-length-odd",
            (
                f"Vizita a durat 0 minute sau peste {LONGEST_VISIT.ro} minute.",
                "Completați cât a durat vizita.",
            ),
            (
                f"The visit took 0 minutes or more than {LONGEST_VISIT.en}.",
                "Fill in how long the visit took.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (VISIT + "minutes",),
            ("CAP-06", "CAP-07", "CAP-08", "CAP-09"),
            thresholds=(LONGEST_VISIT,),
        ),
        (pl.col("minutes") == 0) | (pl.col("minutes") > LONGEST_VISIT.value),
        fails=("minutes=0", "minutes=600"),
        passes=("minutes=480", "place=home"),
    ),
    Check(
        told(
            "visit-before-notification",
            ("Vizita este dinaintea sesizării după care s-a făcut.", "Corectați ziua vizitei sau sesizarea."),
            (
                "The visit was made before the notification that it answers.",
                "Correct the visit's day or the notification.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (VISIT + "visited_at", "spor.notifications.received_at"),
            ("PRO-05",),
        ),
        pl.col("visited_at") < pl.col("notification_id.received_at"),
        fails=(
            "notifications: id=1 received_at=2025-03-02T08:00:00\nnotification_id=1 visited_at=2025-03-01T08:00:00",
        ),
        passes=(
            "notifications: id=1 received_at=2025-03-01T08:00:00\nnotification_id=1 visited_at=2025-03-01T08:00:00",
            "visited_at=2025-03-01T08:00:00",
        ),
    ),
    Check(
        told(
            "worker-not-in-team-yet",
            (
                "Vizita este făcută de cineva care nu intrase încă în nicio echipă.",
                "Corectați lucrătorul, ziua vizitei sau ziua intrării în echipă.",
            ),
            (
                "The visit was made by somebody who was not in a team yet.",
                "Correct the worker, the visit's day or the day of joining.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            (VISIT + "worker_id", "spor.team_members.joined_on"),
            ("CAP-06", "CAP-07", "CAP-08", "CAP-09"),
        ),
        day("visited_at") < pl.col("from"),
        related={"from": _WORKS_FROM},
        fails=("team_members: worker_id=1 joined_on=2025-03-02\nworker_id=1 visited_at=2025-03-01T08:00:00",),
        passes=(
            "team_members: worker_id=1 joined_on=2025-03-01\nworker_id=1 visited_at=2025-03-01T08:00:00",
            "worker_id=1 visited_at=2025-03-01T08:00:00",
        ),
    ),
    Check(
        told(
            "notification-unanswered",
            (
                f"Au trecut peste {UNVISITED.ro} zile de la o sesizare despre o gospodărie din evidență și nu s-a făcut nicio vizită.",
                "Faceți vizita sau legați de sesizare vizita făcută.",
            ),
            (
                f"More than {UNVISITED.en} days have passed since a notification about a household in evidence, and no visit answered it.",
                "Make the visit, or tie the visit made to the notification.",
            ),
            Severity.WARNING,
            Dimension.TIMELINESS,
            ("spor.notifications.received_at",),
            ("PRO-05",),
            thresholds=(UNVISITED,),
        ),
        pl.col("household_id").is_not_null()
        & (days_between(day("received_at"), PERIOD_END) > UNVISITED.value)
        & pl.col("visits").is_null()
        & ~(pl.col("newest") >= pl.col("received_at")).fill_null(False),
        related={"visits": _VISITED, "newest": _NEWEST_VISIT},
        whole=True,
        fails=("id=1 household_id=1 received_at=2025-11-30T08:00:00",),
        passes=(
            "id=1 received_at=2025-11-30T08:00:00",
            "id=1 household_id=1 received_at=2025-12-01T08:00:00",
            "id=1 household_id=1 received_at=2025-11-30T08:00:00\nvisits: notification_id=1",
            "id=1 household_id=1 received_at=2025-11-30T08:00:00\nvisits: household_id=1 visited_at=2025-12-02T08:00:00",
        ),
    ),
    Check(
        told(
            "activity-size-odd",
            (
                f"Activitatea nu are participanți sau are peste {MOST_PEOPLE.ro} oameni.",
                "Completați câți au participat.",
            ),
            (
                f"The activity has no participants, or more than {MOST_PEOPLE.en}.",
                "Fill in how many took part.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            ("spor.activities.participants",),
            ("PRO-15", "PRO-17"),
            thresholds=(MOST_PEOPLE,),
        ),
        (pl.col("participants") == 0) | (pl.col("participants") > MOST_PEOPLE.value),
        fails=("participants=0", "participants=5000"),
        passes=("participants=34", "kind=group"),
    ),
    Check(
        told(
            "worker-more-than-full-time",
            (
                "Lucrătorul are mai mult de o normă întreagă, cu toate echipele lui la un loc.",
                "Corectați norma sau încheiați rândul vechi când norma se schimbă.",
            ),
            (
                "The worker has more than one full-time job over all teams.",
                "Correct the share, or end the old row when it changes.",
            ),
            Severity.ERROR,
            Dimension.CONSISTENCY,
            ("spor.team_members.fte",),
            ("CAP",),
        ),
        _STILL & (pl.col("fte").filter(_STILL).sum().over("worker_id") > 1),
        fails=("team_id=1 worker_id=1 fte=1\nteam_id=2 worker_id=1 fte=0.5",),
        passes=(
            "team_id=1 worker_id=1 fte=0.5\nteam_id=2 worker_id=1 fte=0.5",
            "team_id=1 worker_id=1 fte=1 left_on=2025-03-01\nteam_id=2 worker_id=1 fte=0.5",
        ),
    ),
    Check(
        told(
            "worker-without-team",
            ("Lucrătorul nu a fost în nicio echipă.", "Înscrieți lucrătorul în echipa lui, cu norma."),
            (
                "The worker was never in a team.",
                "Record the worker in a team, with the share of a full-time job.",
            ),
            Severity.WARNING,
            Dimension.COMPLETENESS,
            ("spor.workers.id",),
            ("CAP",),
        ),
        pl.col("teams").is_null(),
        related={"teams": _TEAMS},
        whole=True,
        fails=("id=1 profession=social_worker",),
        passes=("id=1 profession=social_worker\nteam_members: worker_id=1",),
    ),
    Check(
        told(
            "share-of-job-missing",
            ("Un om al echipei nu are norma completată.", "Completați norma: 1 întreagă, 0.5 jumătate."),
            (
                "A team member lacks the share of a full-time job.",
                "Fill in the share: 1 full-time, 0.5 half.",
            ),
            Severity.WARNING,
            Dimension.COMPLETENESS,
            ("spor.team_members.fte",),
            ("CAP",),
        ),
        pl.col("fte").is_null() & pl.col("left_on").is_null(),
        fails=("worker_id=1",),
        passes=("worker_id=1 fte=1", "worker_id=1 left_on=2025-03-01"),
    ),
)
