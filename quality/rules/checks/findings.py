"""What is found at an assessment beside who it is found of: age and sex. Of AMC-MSR's codes and of vulnerabilities."""

from collections.abc import Callable

import polars as pl

from quality.catalogue import seed
from quality.rules.check import Check, told
from quality.rules.checks.expressions import age, day, holds
from quality.rules.rule import Dimension, Rule, Severity

CHILD, OLD = 18, 60
FIELDS = ("amc.vulnerability_entries.map", "spor.findings.vulnerability")
PRESENT = pl.col("state") == "present"
#: what the names in seeds/vulnerabilities.csv say of ages: completed years, the least and the most
PAPERS = {"doc_no_birth_certificate": (0, 13), "doc_no_identity_card": (14, 150)}
SCHOOL = {
    "edu_not_in_nursery": (0, 2),
    "edu_not_in_kindergarten": (3, 6),
    "edu_not_in_school_6_10": (6, 10),
    "edu_not_in_school_11_15": (11, 15),
}
INFANT = {"hea_infant_not_breastfed": (0, 0), "hea_infant_no_varied_diet": (0, 2)}
MINORS = dict.fromkeys(("hea_minor_pregnant", "hea_minor_postpartum", "hea_minor_mother"), (10, 17))
OLDER = {"fam_elderly_alone": (OLD, 150), "fam_no_family": (CHILD, 150), "edu_adult_illiterate": (15, 150)}
CHILDREN = {
    name: (0, CHILD - 1)
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
Ages = dict[str, tuple[int, int]]


def codes_for(*vulnerabilities: str) -> list[str]:
    """Give the codes of AMC-MSR that mean one of these."""
    codes = seed("source_codes").filter(pl.col("vulnerability").is_in(vulnerabilities), source="amc")
    return codes["code"].to_list()


def _rule(
    code: str, ro: str, en: str, affects: tuple[str, ...], severity: Severity = Severity.WARNING
) -> Rule:
    return told(
        code,
        (ro, "Verificați data nașterii și reevaluați omul dacă a trecut de acea vârstă."),
        (en, "Check the birth date, and assess again who has outgrown that age."),
        severity,
        Dimension.CONSISTENCY,
        FIELDS,
        affects,
    )


_OUTSIDE: tuple[tuple[Rule, Ages, str, str], ...] = (
    (
        _rule(
            "child-finding-of-adult",
            "O constatare despre copii este notată la cineva care avea deja 18 ani.",
            "A finding about children is noted of somebody who was already 18.",
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
        ),
        INFANT,
        "hea_infant_not_breastfed 2020-01-01 2024-12-01",
        "VSC_04",
    ),
    (
        _rule(
            "minor-mother-not-minor",
            "Cea notată ca minoră gravidă, lăuză sau mamă nu avea între 10 și 17 ani.",
            "Somebody noted as a pregnant minor or minor mother was not between 10 and 17 years old.",
            ("HEA", "ALL", "MUL", "PRV"),
        ),
        MINORS,
        "hea_minor_mother 2000-01-01 2010-01-01",
        "VGR_03",
    ),
)
_REASONS = {
    "adult-finding-of-child": (
        "De la 60 de ani cineva poate fi socotit vârstnic, deși nomenclatorul spune 65; analfabet se spune de la 15 ani.",
        "From 60 on somebody can be taken for older, though the nomenclature says 65; illiterate is said from 15 on.",
    ),
    "infant-finding-not-of-age": (
        "Alăptarea privește sugarii sub 6 luni: sub un an aici; diversificarea, copiii până la 2 ani împliniți.",
        "Breastfeeding is about infants under 6 months: under a year here; a varied diet about children up to 2.",
    ),
    "minor-mother-not-minor": (
        "Sub 10 ani o sarcină este o greșeală de scriere.",
        "Under 10 a pregnancy is a slip of the pen.",
    ),
}


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
            reason=_REASONS.get(rule.code),
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
            reason=_REASONS.get(rule.code),
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
        "O sarcină este notată la cineva sub 10 sau peste 55 de ani.",
        "Verificați data nașterii și constatarea.",
    ),
    ("A pregnancy is noted of somebody under 10 or over 55.", "Check the birth date and the finding."),
    Severity.WARNING,
    Dimension.PLAUSIBILITY,
    (*FIELDS, "spor.person_assessments.pregnant"),
    ("HEA", "RES-13", "PRV"),
)
FERTILE = (
    "10 și 55 de ani: în afara lor o sarcină este aproape sigur o greșeală de scriere.",
    "10 and 55 years: outside them a pregnancy is almost surely a slip of the pen.",
)
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
        holds(_PREGNANT_CODES) & ~age("beneficiary_id.date_of_birth", day("created_at")).is_between(10, 55),
        reason=FERTILE,
        fails=(_amc("date_of_birth=1968-01-01", "VGR_05"), _amc("date_of_birth=2019-01-01", "VGR_04")),
        passes=(_amc("date_of_birth=1995-01-01", "VGR_05"), _amc("date_of_birth=1968-01-01", "VAI_99")),
    ),
    Check(
        PREGNANCY_AGE,
        _in_spor(list(PREGNANT))
        & ~age("person_id.birth_date", day("assessment_id.assessed_at")).is_between(10, 55),
        at=FIELDS[1],
        reason=FERTILE,
        fails=(_spor("birth_date=1968-01-01", "hea_pregnant_no_checks"),),
        passes=(_spor("birth_date=1995-01-01", "hea_pregnant_no_checks"),),
    ),
    Check(
        PREGNANCY_AGE,
        pl.col("pregnant")
        & ~age("person_id.birth_date", day("assessment_id.assessed_at")).is_between(10, 55),
        at="spor.person_assessments.pregnant",
        reason=FERTILE,
        fails=(_ANSWER.format("birth_date=1968-01-01", 1),),
        passes=(_ANSWER.format("birth_date=1995-01-01", 1), _ANSWER.format("birth_date=1968-01-01", 0)),
    ),
)
