"""Within a source: records beside each other and beside the quarter's end."""

from quality.rules.person_fields import CNP, STATES
from quality.rules.rule import Dimension, Effect, Rule, Severity
from quality.rules.threshold import Threshold
from quality.rules.warehouse.measure import Measure

FRAME = "record_told"
UNASSESSED, TOO_OLD = Threshold("unassessed_months_max"), Threshold("state_months_max")

MEASURES = (
    Measure(
        Rule(
            "cnp-twice-in-source",
            Effect.NOTE,
            "Același CNP stă la mai multe înregistrări aflate în evidență în același sistem.",
            "Păstrați o singură înregistrare a persoanei; pe celelalte scoateți-le ca dubluri.",
            "The same CNP is at several records in evidence in the same system.",
            "Keep one record of the person; remove the others as duplicates.",
            severity=Severity.ERROR,
            dimension=Dimension.UNIQUENESS,
            fields=CNP,
            affects=("*",),
            mended_by="team",
        ),
        FRAME,
        checked="is_in_evidence and cnp_key is not null",
        fails="cnp_records > 1 and cnp_counties = 1",
        bad=("is_in_evidence=true cnp_key=1 cnp_records=2 cnp_counties=1",),
        good=(
            "is_in_evidence=true cnp_key=1 cnp_records=1 cnp_counties=1",
            "is_in_evidence=true cnp_key=1 cnp_records=2 cnp_counties=2",
        ),
        unasked=(
            "is_in_evidence=false cnp_key=1 cnp_records=2 cnp_counties=1",
            "is_in_evidence=true cnp_records=1 cnp_counties=1",
        ),
    ),
    Measure(
        Rule(
            "cnp-in-two-counties",
            Effect.NOTE,
            "Același CNP este în evidență în două județe, în același sistem.",
            "Aflați unde locuiește persoana; județul din care a plecat o scoate din evidență.",
            "The same CNP is in evidence in two counties, in the same system.",
            "Find out where the person lives; the county they left removes them.",
            severity=Severity.WARNING,
            dimension=Dimension.UNIQUENESS,
            fields=CNP,
            affects=("*",),
            mended_by="team",
        ),
        FRAME,
        checked="is_in_evidence and cnp_key is not null",
        fails="cnp_counties > 1",
        bad=("is_in_evidence=true cnp_key=1 cnp_records=2 cnp_counties=2",),
        good=("is_in_evidence=true cnp_key=1 cnp_records=2 cnp_counties=1",),
        unasked=("is_in_evidence=true cnp_counties=1",),
    ),
    Measure(
        Rule(
            "person-twice-by-name",
            Effect.NOTE,
            "Mai multe înregistrări din aceeași localitate au același nume, sex și aceeași dată a nașterii, iar cel puțin una nu are CNP.",
            "Completați CNP-ul; dacă este aceeași persoană, păstrați o singură înregistrare.",
            "Several records of one locality have the same name, sex and birth date, and one at least has no CNP.",
            "Fill in the CNP; if it is one person, keep one record.",
            severity=Severity.WARNING,
            dimension=Dimension.UNIQUENESS,
            fields=CNP,
            affects=("*",),
            mended_by="team",
        ),
        FRAME,
        checked="is_in_evidence and birth_date is not null and siruta is not null",
        fails="name_records > 1",
        bad=("is_in_evidence=true birth_date=2013-05-02 siruta=136483 name_records=2",),
        good=("is_in_evidence=true birth_date=2013-05-02 siruta=136483 name_records=1",),
        unasked=("is_in_evidence=true birth_date=2013-05-02 name_records=1",),
    ),
    Measure(
        Rule(
            "never-assessed",
            Effect.NOTE,
            f"Persoana este în evidență de cel puțin {UNASSESSED.ro} luni și nu a fost evaluată niciodată.",
            "Faceți prima evaluare sau, dacă persoana nu mai este, scoateți-o din evidență.",
            f"The person has been in evidence for at least {UNASSESSED.en} months and was never assessed.",
            "Make the first assessment or, if the person is no longer there, remove them from evidence.",
            severity=Severity.NOTE,
            dimension=Dimension.COMPLETENESS,
            fields=STATES,
            affects=("COV", "DOC", "EDU", "INC", "HOU", "FAM", "HEA", "ALL", "MUL"),
            mended_by="team",
            thresholds=(UNASSESSED,),
        ),
        FRAME,
        checked=f"is_in_evidence and states is not null and months_in_evidence >= {UNASSESSED.value}",
        fails="states = 0",
        bad=("is_in_evidence=true states=0 months_in_evidence=14",),
        good=("is_in_evidence=true states=1 months_in_evidence=14",),
        unasked=(
            "is_in_evidence=true states=0 months_in_evidence=3",
            "is_in_evidence=true months_in_evidence=14",
        ),
    ),
    Measure(
        Rule(
            "state-too-old",
            Effect.NOTE,
            f"Ultima evaluare a persoanei este veche de cel puțin {TOO_OLD.ro} luni.",
            "Evaluați persoana din nou; starea de acum nu se mai poate citi din evaluarea veche.",
            f"The person's last assessment is at least {TOO_OLD.en} months old.",
            "Assess the person again; the old assessment no longer tells the present state.",
            severity=Severity.WARNING,
            dimension=Dimension.TIMELINESS,
            fields=STATES,
            affects=("COV", "DOC", "EDU", "INC", "HOU", "FAM", "HEA", "ALL", "MUL"),
            mended_by="team",
            thresholds=(TOO_OLD,),
        ),
        FRAME,
        checked="is_in_evidence and state_age_months is not null",
        fails=f"state_age_months >= {TOO_OLD.value}",
        bad=("is_in_evidence=true state_age_months=25",),
        good=("is_in_evidence=true state_age_months=23",),
        unasked=("is_in_evidence=true", "is_in_evidence=false state_age_months=25"),
    ),
)
