"""A place beside its own past: robust outliers, heaps on one day, late entries, silence."""

from quality.rules.rule import Dimension, Effect, Rule, Severity
from quality.rules.threshold import Threshold
from quality.rules.warehouse.measure import Measure

FRAME = "uat_source_quarter"
OUTLIER, ENTRIES = Threshold("outlier_z"), Threshold("own_past_entries_min")
#: how many quarters the frame looks back on
QUARTERS = (Threshold("own_past_quarters_min"), Threshold("own_past_quarters_max"))
BUSY, SILENT = Threshold("busy_quarters_min"), Threshold("silent_entries_min")
CONTACTS = Threshold("worker_day_contacts_max")
LATE, LATE_SHARE = Threshold("late_entry_days"), Threshold("late_entries_share_max")
ENTERED = ("amc.vulnerability_entries.created_at", "spor.assessments.assessed_at")
FOUND = ("amc.vulnerability_entries.map", "spor.findings.state")
#: scores of shares and means, which a few assessments do not have
OF_ASSESSMENTS = ("nothing_found_z", "findings_z", "day_z")
VULNERABILITIES = ("DOC", "EDU", "EMP", "INC", "HOU", "FAM", "HEA", "ALL", "MUL")
WHOLE_QUARTER = (
    "Verificați dacă trimestrul a fost trecut întreg și o singură dată în aplicație; dacă numărul este adevărat, nu mai"
    " este nimic de făcut.",
    "Check whether the quarter was entered wholly and once only; if the number is true, nothing is left to do.",
)


def _outlier(
    code: str,
    message: tuple[str, str],
    remedy: tuple[str, str],
    fields: tuple[str, ...],
    affects: tuple[str, ...],
    score: str,
    upwards: bool,
) -> Measure:
    """Make the rule that a modified z score is beyond the bound; `upwards`: a low one is nothing to look at."""
    good = (f"{score}=3.4", f"{score}=-5") if upwards else (f"{score}=3.4", f"{score}=-1")
    return Measure(
        Rule(
            code,
            Effect.NOTE,
            message[0],
            remedy[0],
            message[1],
            remedy[1],
            severity=Severity.WARNING,
            dimension=Dimension.PLAUSIBILITY,
            fields=fields,
            affects=affects,
            mended_by="team",
            thresholds=(OUTLIER, *QUARTERS, *([ENTRIES] if score in OF_ASSESSMENTS else [])),
        ),
        FRAME,
        checked=f"{score} is not null",
        fails=f"{score if upwards else f'abs({score})'} > {OUTLIER.value}",
        bad=(f"{score}=3.6",) if upwards else (f"{score}=-4.2", f"{score}=3.6"),
        good=good,
        unasked=("entries=5",),
    )


def _far_from_own_past(
    code: str, what: tuple[str, str], fields: tuple[str, ...], affects: tuple[str, ...], score: str
) -> Measure:
    """Make the rule that a number is far from the place's usual one; `what`: which number, in both languages."""
    message = (
        f"Numărul {what[0]} este foarte departe de cel obișnuit al localității.",
        f"The number of {what[1]} is far from the place's usual one.",
    )
    return _outlier(code, message, WHOLE_QUARTER, fields, affects, score, upwards=False)


MEASURES = (
    _far_from_own_past(
        "records-far-from-own-past",
        ("celor luați în evidență în trimestru", "those taken into evidence in the quarter"),
        ("amc.beneficiaries.created_at", "spor.households.registered_at", "primero.cases.registration_date"),
        ("COV", "PRO"),
        "records_z",
    ),
    _far_from_own_past(
        "assessments-far-from-own-past",
        ("evaluărilor din trimestru", "assessments in the quarter"),
        ENTERED,
        ("COV", "PRO", "CAP"),
        "assessments_z",
    ),
    _far_from_own_past(
        "services-far-from-own-past",
        ("serviciilor din trimestru", "services in the quarter"),
        ("amc.interventions.created_at", "spor.services.started_on"),
        ("PRO", "CAP", "RES", "MON"),
        "services_z",
    ),
    _far_from_own_past(
        "visits-far-from-own-past",
        ("vizitelor din trimestru", "visits in the quarter"),
        ("spor.visits.visited_at",),
        ("PRO", "CAP"),
        "visits_z",
    ),
    _outlier(
        "nothing-found-far-from-own-past",
        (
            "Partea evaluărilor în care nu s-a găsit nimic este mult mai mare decât în trimestrele trecute ale localității.",
            "The share of assessments in which nothing was found is much higher than in the place's earlier quarters.",
        ),
        (
            "Uitați-vă la câteva evaluări fără nicio problemă: au fost făcute la persoană acasă, cu toate întrebările puse?",
            "Look at some assessments without any problem: were they made at the person's home, with all questions asked?",
        ),
        FOUND,
        VULNERABILITIES,
        "nothing_found_z",
        upwards=True,
    ),
    _far_from_own_past(
        "findings-far-from-own-past",
        ("problemelor găsite la o evaluare", "problems found in an assessment"),
        FOUND,
        VULNERABILITIES,
        "findings_z",
    ),
    _outlier(
        "assessments-on-one-day",
        (
            "O parte neobișnuit de mare a evaluărilor din trimestru are aceeași zi.",
            "An unusually large share of the quarter's assessments has one and the same day.",
        ),
        (
            "Treceți la fiecare evaluare ziua în care a fost făcută, nu ziua în care a fost scrisă în aplicație.",
            "Give each assessment the day on which it was made, not the day on which it was typed in.",
        ),
        ENTERED,
        ("COV", "PRO", "CAP"),
        "day_z",
        upwards=True,
    ),
    Measure(
        Rule(
            "worker-day-overfull",
            Effect.NOTE,
            "Un lucrător are într-o singură zi mai multe evaluări și vizite decât se pot face într-o zi.",
            "Verificați lucrătorul și ziua la aceste vizite; cine scrie în aplicație nu este mereu cel care a fost pe teren.",
            "A worker has more assessments and visits on one day than a day holds.",
            "Check worker and day of these visits; who types is not always who was in the field.",
            severity=Severity.WARNING,
            dimension=Dimension.PLAUSIBILITY,
            fields=("spor.visits.worker_id", "spor.assessments.worker_id"),
            affects=("PRO", "CAP"),
            mended_by="team",
            thresholds=(CONTACTS,),
        ),
        FRAME,
        checked="worker_day_contacts > 0",
        fails=f"worker_day_contacts > {CONTACTS.value}",
        bad=("worker_day_contacts=31",),
        good=("worker_day_contacts=20",),
        unasked=("worker_day_contacts=0",),
    ),
    Measure(
        Rule(
            "services-entered-late",
            Effect.NOTE,
            f"Mai mult de {LATE_SHARE.ro} din serviciile trimestrului au fost trecute în aplicație la peste {LATE.ro} zile după ce au fost făcute.",
            "Treceți serviciile în aplicație în săptămâna în care le faceți.",
            f"More than {LATE_SHARE.en} of the quarter's services were entered more than {LATE.en} days after they were done.",
            "Enter services in the week in which you do them.",
            severity=Severity.WARNING,
            dimension=Dimension.TIMELINESS,
            fields=("amc.interventionable_individual_services.date", "amc.interventions.created_at"),
            affects=("PRO", "RES", "CAP"),
            mended_by="team",
            thresholds=(LATE_SHARE, LATE, ENTRIES),
        ),
        FRAME,
        checked=f"source = 'amc' and services >= {ENTRIES.value}",
        fails=f"late_services > {LATE_SHARE.value} * services",
        bad=("source=amc services=30 late_services=16",),
        good=("source=amc services=30 late_services=15",),
        unasked=("source=amc services=3 late_services=3", "source=spor services=30 late_services=0"),
    ),
    Measure(
        Rule(
            "uat-fell-silent",
            Effect.NOTE,
            f"Localitatea nu are nicio înregistrare nouă în trimestru, deși a avut în fiecare din cele {BUSY.ro} trimestre dinainte.",
            "Aflați dacă echipa mai lucrează și mai are acces la aplicație; treceți ce a rămas netrecut.",
            f"The place has no new entry in the quarter, although it had some in each of the {BUSY.en} before.",
            "Find out whether the team still works and still has access to the application; enter what was left out.",
            severity=Severity.WARNING,
            dimension=Dimension.COMPLETENESS,
            fields=("*.*.*",),
            affects=("*",),
            mended_by="team",
            thresholds=(BUSY, SILENT),
        ),
        FRAME,
        checked=f"busy_quarters_before = {BUSY.value} and entries_before >= {SILENT.value}",
        fails="entries = 0",
        bad=("busy_quarters_before=4 entries_before=20 entries=0",),
        good=("busy_quarters_before=4 entries_before=20 entries=1",),
        unasked=(
            "busy_quarters_before=3 entries_before=90 entries=0",
            "busy_quarters_before=4 entries_before=19 entries=0",
        ),
    ),
)
