"""What is found at an assessment beside who it is found of: age and sex. Of AMC-MSR's codes and of vulnerabilities."""

from collections.abc import Callable, Mapping

import polars as pl

from quality.catalogue import seed
from quality.rules.check import Check, told
from quality.rules.checks.expressions import age, day, holds
from quality.rules.law import ADULT
from quality.rules.rule import Dimension, Rule, Severity
from quality.rules.threshold import Threshold

OLDER_FROM, MOTHER_FROM = Threshold("older_person_age_min"), Threshold("pregnancy_age_min")
DIET_UNTIL, PREGNANT_UNTIL = Threshold("infant_diet_age_max"), Threshold("pregnancy_age_max")
#: adults are asked whether they read and write from this age on: UNESCO, adult literacy rate
READER = 15
#: an open end: nobody is as old
EVER = 150
FIELDS = ("amc.vulnerability_entries.map", "spor.findings.vulnerability")
PRESENT = pl.col("state") == "present"
#: what the names in seeds/vulnerabilities.csv say of ages: completed years, the least and the most
PAPERS = {"doc_no_birth_certificate": (0, 13), "doc_no_identity_card": (14, EVER)}
SCHOOL = {
    "edu_not_in_nursery": (0, 2),
    "edu_not_in_kindergarten": (3, 6),
    "edu_not_in_school_6_10": (6, 10),
    "edu_not_in_school_11_15": (11, 15),
}
INFANT = {"hea_infant_not_breastfed": (0, 0), "hea_infant_no_varied_diet": (0, DIET_UNTIL.value)}
MINORS = dict.fromkeys(
    ("hea_minor_pregnant", "hea_minor_postpartum", "hea_minor_mother"), (MOTHER_FROM.value, ADULT - 1)
)
OLDER = {
    "fam_elderly_alone": (OLDER_FROM.value, EVER),
    "fam_no_family": (ADULT, EVER),
    "edu_adult_illiterate": (READER, EVER),
}
CHILDREN = {
    name: (0, ADULT - 1)
    for name in seed("vulnerabilities")["vulnerability"]
    if name.startswith(("fam_child_", "hea_child_", "edu_dropout_risk", "edu_dropped_out"))
    or name
    in (
        "fam_one_parent_at_home",
        "fam_migrant_parents",
        "fam_no_parent_at_home",
        "fam_placement_at_risk",
        "fam_separation_risk",
        "fam_single_parent_family",
        "fam_neglect_risk",
        "fam_street_child",
    )
}
#: of women: pregnancy, birth, what follows them
OF_WOMEN = (
    *MINORS,
    "hea_post_abortion",
    "hea_miscarriage",
    "hea_medical_abortion",
    "hea_home_birth",
    "hea_pregnant_not_with_doctor",
    "hea_pregnant_no_checks",
    "hea_unwanted_pregnancy",
)
PREGNANT = ("hea_pregnant_not_with_doctor", "hea_pregnant_no_checks", "hea_unwanted_pregnancy")
Ages = Mapping[str, tuple[float, float]]


def codes_for(*vulnerabilities: str) -> list[str]:
    """Give the codes of AMC-MSR that mean one of these."""
    codes = seed("source_codes").filter(pl.col("vulnerability").is_in(vulnerabilities), source="amc")
    return codes["code"].to_list()


def _rule(
    code: str,
    ro: str,
    en: str,
    affects: tuple[str, ...],
    thresholds: tuple[Threshold, ...] = (),
    reason: tuple[str, str] | None = None,
) -> Rule:
    return told(
        code,
        (ro, "Verificați data nașterii și reevaluați omul dacă a trecut de acea vârstă."),
        (en, "Check the birth date, and assess again who has outgrown that age."),
        Severity.WARNING,
        Dimension.CONSISTENCY,
        FIELDS,
        affects,
        thresholds=thresholds,
        reason=reason,
    )


_OUTSIDE: tuple[tuple[Rule, Ages, str, str], ...] = (
    (
        _rule(
            "child-finding-of-adult",
            f"O constatare despre copii este notată la cineva care avea deja {ADULT} ani.",
            f"A finding about children is noted of somebody who was already {ADULT}.",
            ("FAM", "HEA", "EDU", "ALL", "MUL", "PRV"),
        ),
        CHILDREN,
        "hea_child_unvaccinated 2000-01-01 2010-01-01",
        "VSC_01",
    ),
    (
        _rule(
            "adult-finding-of-child",
            "O constatare despre adulți sau vârstnici este notată la cineva prea tânăr pentru ea.",
            "A finding about adults or older people is noted of somebody too young for it.",
            ("FAM", "EDU", "ALL", "MUL", "PRV"),
            (OLDER_FROM,),
            (
                f"Știința de carte a adulților se măsoară de la {READER} ani (UNESCO).",
                f"The literacy of adults is measured from {READER} years on (UNESCO).",
            ),
        ),
        OLDER,
        "fam_elderly_alone 1975-01-01 1950-01-01",
        "VFA_02",
    ),
    (
        _rule(
            "school-finding-not-of-age",
            "Neînscrierea la creșă, grădiniță sau școală este notată la cineva care nu are vârsta pentru ea.",
            "Not being enrolled in nursery, kindergarten or school is noted of somebody who is not of the age for it.",
            ("EDU", "ALL", "MUL", "PRV"),
        ),
        SCHOOL,
        "edu_not_in_nursery 2018-01-01 2023-01-01",
        "VEC_01",
    ),
    (
        _rule(
            "papers-finding-not-of-age",
            "Lipsa certificatului de naștere este notată la cineva care are deja 14 ani sau lipsa cărții de identitate la cineva care nu îi are încă.",
            "The lack of a birth certificate is noted of somebody who is already 14, or that of an identity card of somebody younger.",
            ("DOC", "ALL", "MUL", "PRV", "RES-01"),
        ),
        PAPERS,
        "doc_no_identity_card 2015-01-01 2000-01-01",
        "VAI_02",
    ),
    (
        _rule(
            "infant-finding-not-of-age",
            "O constatare despre hrana sugarului este notată la un copil mai mare.",
            "A finding about the feeding of infants is noted of an older child.",
            ("HEA", "ALL", "MUL", "PRV"),
            (DIET_UNTIL,),
            (
                "Alăptarea exclusivă privește sugarii sub 6 luni, deci cu 0 ani împliniți.",
                "To be breastfed exclusively is about infants under 6 months: of 0 completed years.",
            ),
        ),
        INFANT,
        "hea_infant_not_breastfed 2020-01-01 2024-12-01",
        "VSC_04",
    ),
    (
        _rule(
            "minor-mother-not-minor",
            f"Cea notată ca minoră gravidă, lăuză sau mamă nu avea între {MOTHER_FROM.value} și {ADULT - 1} ani.",
            f"Somebody noted as a pregnant minor or minor mother was not between {MOTHER_FROM.en} and {ADULT - 1} years old.",
            ("HEA", "ALL", "MUL", "PRV"),
            (MOTHER_FROM,),
        ),
        MINORS,
        "hea_minor_mother 2000-01-01 2010-01-01",
        "VGR_03",
    ),
)


def _outside(ages: Ages, years: pl.Expr, found: Callable[[list[str]], pl.Expr]) -> pl.Expr:
    """Say whether something is found that is not of an age; `found` says whether one of these is."""
    bounds = sorted(set(ages.values()))
    groups = [(least, most, [name for name in ages if ages[name] == (least, most)]) for least, most in bounds]
    return pl.any_horizontal(found(names) & ~years.is_between(least, most) for least, most, names in groups)


def _in_spor(names: list[str]) -> pl.Expr:
    return PRESENT & pl.col("vulnerability").is_in(names)


def _in_amc(names: list[str]) -> pl.Expr:
    return holds(codes_for(*names))


def _amc(sets: str, code: str) -> str:
    return f'beneficiaries: id=1 {sets}\nbeneficiary_id=1 created_at=2024-12-10T08:00:00 map={{"{code}":1}}'


def _spor(sets: str, vulnerability: str, state: str = "present") -> str:
    return (
        f"persons: id=1 {sets}\nassessments: id=1 assessed_at=2024-12-10T08:00:00"
        f"\nassessment_id=1 person_id=1 vulnerability={vulnerability} state={state}"
    )


def _by_age(rule: Rule, ages: Ages, example: str, code: str) -> tuple[Check, Check]:
    name, wrong, right = example.split()
    born = "beneficiary_id.date_of_birth"
    return (
        Check(
            rule,
            _outside(ages, age(born, day("created_at")), _in_amc),
            fails=(_amc(f"date_of_birth={wrong}", code),),
            passes=(
                _amc(f"date_of_birth={right}", code),
                _amc("", code),
                _amc(f"date_of_birth={wrong}", "VAI_99"),
            ),
        ),
        Check(
            rule,
            _outside(ages, age("person_id.birth_date", day("assessment_id.assessed_at")), _in_spor),
            at=FIELDS[1],
            fails=(_spor(f"birth_date={wrong}", name),),
            passes=(
                _spor(f"birth_date={right}", name),
                _spor("", name),
                _spor(f"birth_date={wrong}", name, "absent"),
            ),
        ),
    )


OF_A_MAN = told(
    "pregnancy-of-man",
    ("Unui bărbat i s-a notat o sarcină sau o naștere.", "Corectați sexul din fișă sau constatarea."),
    ("A pregnancy or a birth is noted of a man.", "Correct the sex in the person's file or the finding."),
    Severity.ERROR,
    Dimension.CONSISTENCY,
    (*FIELDS, "spor.person_assessments.pregnant", "primero.cases.protection_concerns"),
    ("HEA", "RES-13", "PRV"),
)
PREGNANCY_AGE = told(
    "pregnancy-not-of-age",
    (
        f"O sarcină este notată la cineva sub {MOTHER_FROM.value} sau peste {PREGNANT_UNTIL.ro} ani.",
        "Verificați data nașterii și constatarea.",
    ),
    (
        f"A pregnancy is noted of somebody under {MOTHER_FROM.en} or over {PREGNANT_UNTIL.en}.",
        "Check the birth date and the finding.",
    ),
    Severity.WARNING,
    Dimension.PLAUSIBILITY,
    (*FIELDS, "spor.person_assessments.pregnant"),
    ("HEA", "RES-13", "PRV"),
    thresholds=(MOTHER_FROM, PREGNANT_UNTIL),
)
FERTILE = (MOTHER_FROM.value, PREGNANT_UNTIL.value)
_ADULTS_ONLY = ("VGR_04", "VGR_08")
_PREGNANT_CODES = (*codes_for(*PREGNANT), "VGR_04", "VGR_08")
_ANSWER = "persons: id=1 {}\nassessments: id=1 assessed_at=2024-12-10T08:00:00\nassessment_id=1 person_id=1 pregnant={}"

CHECKS = (
    *(check for outside in _OUTSIDE for check in _by_age(*outside)),
    Check(
        OF_A_MAN,
        (pl.col("beneficiary_id.gender") == "male") & holds([*codes_for(*OF_WOMEN), *_ADULTS_ONLY]),
        fails=(_amc("gender=male", "VGR_05"), _amc("gender=male", "VGR_08")),
        passes=(_amc("gender=female", "VGR_05"), _amc("gender=male", "VGR_98"), _amc("", "VGR_05")),
    ),
    Check(
        OF_A_MAN,
        (pl.col("person_id.sex") == "male") & _in_spor(list(OF_WOMEN)),
        at=FIELDS[1],
        fails=(_spor("sex=male", "hea_minor_mother"),),
        passes=(_spor("sex=female", "hea_minor_mother"), _spor("sex=male", "hea_minor_mother", "absent")),
    ),
    Check(
        OF_A_MAN,
        (pl.col("person_id.sex") == "male") & pl.col("pregnant"),
        at="spor.person_assessments.pregnant",
        fails=(_ANSWER.format("sex=male", 1),),
        passes=(_ANSWER.format("sex=male", 0), _ANSWER.format("sex=female", 1)),
    ),
    Check(
        OF_A_MAN,
        (pl.col("sex") == "male") & holds(["child_mother"], "protection_concerns"),
        at="primero.cases.protection_concerns",
        fails=("sex=male protection_concerns=child_mother",),
        passes=("sex=female protection_concerns=child_mother", "sex=male protection_concerns=migrant"),
    ),
    Check(
        PREGNANCY_AGE,
        holds(_PREGNANT_CODES) & ~age("beneficiary_id.date_of_birth", day("created_at")).is_between(*FERTILE),
        fails=(_amc("date_of_birth=1968-01-01", "VGR_05"), _amc("date_of_birth=2019-01-01", "VGR_04")),
        passes=(_amc("date_of_birth=1995-01-01", "VGR_05"), _amc("date_of_birth=1968-01-01", "VAI_99")),
    ),
    Check(
        PREGNANCY_AGE,
        _in_spor(list(PREGNANT))
        & ~age("person_id.birth_date", day("assessment_id.assessed_at")).is_between(*FERTILE),
        at=FIELDS[1],
        fails=(_spor("birth_date=1968-01-01", "hea_pregnant_no_checks"),),
        passes=(_spor("birth_date=1995-01-01", "hea_pregnant_no_checks"),),
    ),
    Check(
        PREGNANCY_AGE,
        pl.col("pregnant")
        & ~age("person_id.birth_date", day("assessment_id.assessed_at")).is_between(*FERTILE),
        at="spor.person_assessments.pregnant",
        fails=(_ANSWER.format("birth_date=1968-01-01", 1),),
        passes=(_ANSWER.format("birth_date=1995-01-01", 1), _ANSWER.format("birth_date=1968-01-01", 0)),
    ),
)
