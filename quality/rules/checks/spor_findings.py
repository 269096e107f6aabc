"""What is said of a household at an assessment: dwelling, income, risk, and findings beside answers."""

import polars as pl

from quality.catalogue import seed
from quality.rules.check import Check, Related, told
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

PERSON, HOUSEHOLD, FINDING = "spor.person_assessments.", "spor.assessments.", "spor.findings."
HIGHEST_INCOME, LOWEST_INCOME = Threshold("household_income_max"), Threshold("household_income_min")
#: a finding that a person's own answer can deny, the answer, and what it would be
ANSWERS = {
    "hea_uninsured": ("health_insurance", True),
    "hea_no_family_doctor": ("family_doctor", True),
    "edu_not_in_nursery": ("enrolled", True),
    "edu_not_in_kindergarten": ("enrolled", True),
    "edu_not_in_school_6_10": ("enrolled", True),
    "edu_not_in_school_11_15": ("enrolled", True),
    "edu_dropped_out": ("enrolled", True),
    "hea_pregnant_no_checks": ("pregnant", False),
    "hea_pregnant_not_with_doctor": ("pregnant", False),
}
DIMENSIONS = dict(seed("vulnerabilities").select("vulnerability", "dimension").rows())
_SOME = Related("findings", ("assessment_id",), ("id",), pl.len(), pl.col("state") == "present")
_HOW_MANY = Related(
    "findings",
    ("assessment_id",),
    ("id",),
    pl.col("vulnerability")
    .replace_strict(DIMENSIONS, default=None, return_dtype=pl.String)
    .drop_nulls()
    .n_unique(),
    pl.col("state") == "present",
)
_OWN = {
    column: Related(
        "person_assessments",
        ("assessment_id", "person_id"),
        ("assessment_id", "person_id"),
        pl.col(column).first(),
    )
    for column in sorted({column for column, _ in ANSWERS.values()})
}
_FOUND = "assessment_id=1 {}vulnerability={} state={}"

CHECKS = (
    Check(
        told(
            "rooms-none-in-dwelling",
            (
                "O casă sau un apartament nu are nicio cameră.",
                "Completați câte camere de locuit are locuința.",
            ),
            ("A house or flat has no room.", "Fill in how many living rooms the dwelling has."),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (HOUSEHOLD + "rooms", HOUSEHOLD + "dwelling"),
            ("HOU", "LIV-05"),
        ),
        pl.col("dwelling").is_in(["house", "flat", "social_housing"]) & (pl.col("rooms") == 0),
        fails=("dwelling=house rooms=0",),
        passes=("dwelling=house rooms=1", "dwelling=none rooms=0"),
    ),
    Check(
        told(
            "rooms-without-dwelling",
            ("O gospodărie fără locuință are totuși camere.", "Corectați felul locuinței sau camerele."),
            ("A household without a dwelling has rooms.", "Correct the kind of dwelling or the rooms."),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (HOUSEHOLD + "rooms", HOUSEHOLD + "dwelling"),
            ("HOU", "LIV-05"),
        ),
        (pl.col("dwelling") == "none") & (pl.col("rooms") > 0),
        fails=("dwelling=none rooms=2",),
        passes=("dwelling=none rooms=0", "dwelling=improvised rooms=2"),
    ),
    Check(
        told(
            "income-too-high",
            (
                f"Venitul anual al gospodăriei este peste {HIGHEST_INCOME.ro} lei.",
                "Verificați că este în lei întregi, nu în bani sau lei vechi.",
            ),
            (
                f"The household's annual income is above {HIGHEST_INCOME.en} lei.",
                "Make sure that it is in whole lei.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            (HOUSEHOLD + "annual_income",),
            ("LIV",),
            thresholds=(HIGHEST_INCOME,),
        ),
        pl.col("annual_income") > HIGHEST_INCOME.value,
        fails=("annual_income=3840000",),
        passes=("annual_income=38400", "annual_income=1000000"),
    ),
    Check(
        told(
            "income-too-low",
            (
                f"Venitul anual al gospodăriei este sub {LOWEST_INCOME.ro} lei: pare cel al unei luni.",
                "Completați venitul pe 12 luni, cu beneficiile sociale.",
            ),
            (
                f"The household's annual income is below {LOWEST_INCOME.en} lei: it looks like a month's.",
                "Fill in the income of 12 months, with social benefits.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            (HOUSEHOLD + "annual_income",),
            ("LIV",),
            thresholds=(LOWEST_INCOME,),
        ),
        (pl.col("annual_income") > 0) & (pl.col("annual_income") < LOWEST_INCOME.value),
        fails=("annual_income=950",),
        passes=("annual_income=0", "annual_income=9500"),
    ),
    Check(
        told(
            "risk-class-against-findings",
            (
                "Clasa de risc contrazice constatările: niciun risc, dar cu vulnerabilități, sau risc pe mai multe dimensiuni, dar cu cel mult una.",
                "Recalculați clasa de risc sau completați constatările.",
            ),
            (
                "The class of risk contradicts the findings: none with vulnerabilities, or multiple with at most one dimension.",
                "Set the class of risk anew or fill in the findings.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (HOUSEHOLD + "risk_class", FINDING + "vulnerability"),
            ("CAP-03", "CAP-04", "CAP-05"),
        ),
        ((pl.col("risk_class") == "none") & (pl.col("found") > 0))
        | ((pl.col("risk_class") == "multi_risk") & (pl.col("dimensions").fill_null(0) < 2)),
        related={"found": _SOME, "dimensions": _HOW_MANY},
        fails=(
            "id=1 risk_class=none\nfindings: assessment_id=1 vulnerability=inc_poverty state=present",
            "id=1 risk_class=multi_risk\nfindings: assessment_id=1 vulnerability=inc_poverty state=present",
        ),
        passes=(
            "id=1 risk_class=none\nfindings: assessment_id=1 vulnerability=inc_poverty state=absent",
            "id=1 risk_class=multi_risk\nfindings: assessment_id=1 vulnerability=inc_poverty state=present"
            "\nfindings: assessment_id=1 vulnerability=hou_unhealthy state=present",
        ),
    ),
    Check(
        told(
            "found-and-not-found",
            (
                "Aceeași vulnerabilitate este constatată și negată la aceeași evaluare, o dată la gospodărie și o dată la o persoană.",
                "Lăsați numai constatarea adevărată.",
            ),
            (
                "One vulnerability is both found and denied at one assessment, once of the household and once of a person.",
                "Leave the true finding only.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (FINDING + "vulnerability",),
            ("DOC", "EDU", "INC", "HOU", "FAM", "HEA", "ALL", "MUL", "PRV"),
        ),
        pl.col("person_id").is_not_null()
        & (
            ((pl.col("state") == "present") & (pl.col("of_household") == "absent"))
            | ((pl.col("state") == "absent") & (pl.col("of_household") == "present"))
        ),
        related={
            "of_household": Related(
                "findings",
                ("assessment_id", "vulnerability"),
                ("assessment_id", "vulnerability"),
                pl.col("state").first(),
                pl.col("person_id").is_null(),
            )
        },
        fails=(
            f"{_FOUND.format('', 'hou_unhealthy', 'present')}\n{_FOUND.format('person_id=1 ', 'hou_unhealthy', 'absent')}",
        ),
        passes=(
            f"{_FOUND.format('', 'hou_unhealthy', 'present')}\n{_FOUND.format('person_id=1 ', 'hou_unhealthy', 'present')}",
            f"{_FOUND.format('person_id=2 ', 'hea_smoker', 'present')}\n{_FOUND.format('person_id=1 ', 'hea_smoker', 'absent')}",
        ),
    ),
    Check(
        told(
            "finding-against-answer",
            (
                "O constatare este contrazisă de răspunsul persoanei: neasigurată, dar asigurată, neînscrisă, dar înscrisă, gravidă fără controale, dar negravidă.",
                "Corectați constatarea sau răspunsul.",
            ),
            (
                "A finding is denied by the person's own answer: uninsured but insured, not enrolled but enrolled, pregnant without checks but not pregnant.",
                "Correct the finding or the answer.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (FINDING + "vulnerability", *(f"{PERSON}{column}" for column in _OWN)),
            ("EDU", "HEA", "PRV", "RES-10", "RES-12", "RES-13"),
        ),
        (pl.col("state") == "present")
        & pl.any_horizontal(
            (pl.col("vulnerability") == finding) & (pl.col(column) == answer)
            for finding, (column, answer) in ANSWERS.items()
        ),
        related=_OWN,
        fails=(
            f"{_FOUND.format('person_id=1 ', 'hea_uninsured', 'present')}"
            "\nperson_assessments: assessment_id=1 person_id=1 health_insurance=1",
        ),
        passes=(
            f"{_FOUND.format('person_id=1 ', 'hea_uninsured', 'present')}"
            "\nperson_assessments: assessment_id=1 person_id=1 health_insurance=0",
            f"{_FOUND.format('person_id=1 ', 'hea_uninsured', 'absent')}"
            "\nperson_assessments: assessment_id=1 person_id=1 health_insurance=1",
        ),
    ),
    Check(
        told(
            "no-income-but-income",
            (
                "Gospodăria este notată ca fiind fără niciun venit, dar are venit anual.",
                "Corectați constatarea sau venitul.",
            ),
            (
                "The household is noted as having no income, but it has an annual one.",
                "Correct the finding or the income.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            (FINDING + "vulnerability", HOUSEHOLD + "annual_income"),
            ("INC-01", "INC-00", "LIV"),
        ),
        (pl.col("vulnerability") == "inc_no_income")
        & (pl.col("state") == "present")
        & pl.col("person_id").is_null()
        & (pl.col("assessment_id.annual_income") > 0),
        fails=(f"assessments: id=1 annual_income=9600\n{_FOUND.format('', 'inc_no_income', 'present')}",),
        passes=(
            f"assessments: id=1 annual_income=0\n{_FOUND.format('', 'inc_no_income', 'present')}",
            f"assessments: id=1 annual_income=9600\n{_FOUND.format('', 'inc_no_income', 'absent')}",
        ),
    ),
    Check(
        told(
            "homeless-with-dwelling",
            (
                "Gospodăria este notată ca fiind fără locuință, dar locuiește într-o casă sau un apartament.",
                "Corectați constatarea sau felul locuinței.",
            ),
            (
                "The household is noted as homeless, but it lives in a house or a flat.",
                "Correct the finding or the kind of dwelling.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (FINDING + "vulnerability", HOUSEHOLD + "dwelling"),
            ("HOU-00", "HOU-03", "LIV-05"),
        ),
        (pl.col("vulnerability") == "hou_homeless")
        & (pl.col("state") == "present")
        & pl.col("assessment_id.dwelling").is_in(["house", "flat", "social_housing"]),
        fails=(f"assessments: id=1 dwelling=flat\n{_FOUND.format('', 'hou_homeless', 'present')}",),
        passes=(
            f"assessments: id=1 dwelling=none\n{_FOUND.format('', 'hou_homeless', 'present')}",
            f"assessments: id=1 dwelling=flat\n{_FOUND.format('', 'hou_homeless', 'absent')}",
        ),
    ),
)
