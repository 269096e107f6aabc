"""What the codes of one state of AMC-MSR say beside each other and beside the age."""

import polars as pl

from quality.catalogue import seed
from quality.rules.check import Check, told
from quality.rules.checks.expressions import age, day, holds
from quality.rules.law import ADULT
from quality.rules.rule import Dimension, Severity

STATE = "amc.vulnerability_entries.map"
BENEFICIARY = "amc.beneficiaries."
#: "nothing found" codes that speak of less than their category: what they deny
DENIES = {"VSC_97": ["VSC_01"], "VGR_96": ["VGR_06"]}
#: categories of diseases, which "no health problems" denies too
ALSO = {"SS": ["SS", "SS_B"]}
#: two findings that cannot both be
PAIRS = (
    ("VGS_01", "VGS_02"),
    ("VDH_01", "VDH_02"),
    ("VSV_01", "VSV_02"),
    ("VSV_01", "VSV_03"),
    ("VFC_01", "VFC_03"),
    ("VFC_01", "VFC_04"),
    ("VFC_03", "VFC_04"),
    ("VLP_02", "VLP_03"),
)
#: age codes: completed years, the least and the most; the nomenclature's groups touch
AGES = {
    "VCV_00": (0, 0),
    "VCV_01": (0, 1),
    "VCV_02": (1, 5),
    "VCV_03": (5, 14),
    "VCV_04": (14, 18),
    "VCV_05": (18, 65),
    "VCV_06": (65, 150),
}


def nothing_found() -> dict[str, list[str]]:
    """Give what each code that says that nothing was found denies."""
    codes = seed("source_codes").filter(source="amc")
    found = codes.filter(pl.col("kind") != "none")
    denied = {}
    for code, category in (
        codes.filter(pl.col("category").is_not_null(), kind="none").select("code", "category").rows()
    ):
        mine = found.filter(pl.col("category").is_in(ALSO.get(category, [category])), kind="vulnerability")
        denied[code] = DENIES.get(code, mine["code"].to_list())
    return denied


def _state(*codes: str, sets: str = "") -> str:
    """Write an example: a state with these codes."""
    held = ",".join(f'"{code}":1' for code in codes)
    return f"beneficiaries: id=1 {sets}\nbeneficiary_id=1 created_at=2024-12-10T08:00:00 map={{{held}}}"


CHECKS = (
    Check(
        told(
            "nothing-found-beside-finding",
            (
                "Aceeași catagrafie spune și că nu s-a constatat nimic, și o vulnerabilitate de același fel.",
                "Deschideți catagrafia și lăsați numai codul adevărat.",
            ),
            (
                "One assessment says both that nothing was found and a vulnerability of that kind.",
                "Open the assessment and leave the true code only.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (STATE,),
            ("DOC", "EDU", "INC", "HOU", "FAM", "HEA", "ALL", "MUL", "PRV"),
        ),
        pl.any_horizontal(holds([code]) & holds(denied) for code, denied in nothing_found().items()),
        fails=(_state("VAI_99", "VAI_02"), _state("VSG_99", "VSG_HTA"), _state("VSC_97", "VSC_01")),
        passes=(_state("VAI_99", "VSV_02"), _state("VSC_97", "VSC_02"), _state("VAI_02")),
    ),
    Check(
        told(
            "findings-exclude-each-other",
            (
                "Aceeași catagrafie are două constatări care nu pot fi adevărate amândouă: sărăcie și sărăcie extremă, cu și fără certificat, fără venit și cu beneficii.",
                "Deschideți catagrafia și lăsați numai constatarea adevărată.",
            ),
            (
                "One assessment has two findings that cannot both be true: poverty and extreme poverty, with and without a certificate, no income and benefits.",
                "Open the assessment and leave the true finding only.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (STATE,),
            ("INC", "HOU", "FAM", "HEA", "MUL", "PRV"),
        ),
        pl.any_horizontal(holds([one]) & holds([other]) for one, other in PAIRS),
        fails=(_state("VGS_01", "VGS_02"), _state("VDH_01", "VDH_02"), _state("VSV_01", "VSV_02")),
        passes=(_state("VGS_01", "VSV_01"), _state("VGS_02")),
    ),
    Check(
        told(
            "age-code-not-of-age",
            (
                "Grupa de vârstă notată nu este cea din data nașterii.",
                "Verificați data nașterii; vârsta se socotește numai din ea.",
            ),
            (
                "The age group that is noted is not the one of the birth date.",
                "Check the birth date: ages are counted from it only.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            (STATE, BENEFICIARY + "date_of_birth"),
            ("*",),
        ),
        pl.any_horizontal(
            holds([code]) & ~age("beneficiary_id.date_of_birth", day("created_at")).is_between(*years)
            for code, years in AGES.items()
        ),
        fails=(
            _state("VCV_05", sets="date_of_birth=2015-01-01"),
            _state("VCV_02", sets="date_of_birth=1950-01-01"),
        ),
        passes=(
            _state("VCV_05", sets="date_of_birth=1990-01-01"),
            _state("VCV_05"),
            _state("VCV_04", sets="date_of_birth=2006-12-10"),
        ),
    ),
    Check(
        told(
            "several-age-codes",
            (
                "Aceeași catagrafie are mai multe grupe de vârstă.",
                "Deschideți catagrafia și lăsați o singură grupă.",
            ),
            ("One assessment has several age groups.", "Open the assessment and leave one."),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            (STATE,),
            (),
        ),
        pl.sum_horizontal(holds([code]).cast(pl.Int32) for code in AGES) > 1,
        fails=(_state("VCV_04", "VCV_05"),),
        passes=(_state("VCV_05"), _state("VAI_99")),
    ),
    Check(
        told(
            "degree-without-certificate",
            (
                "Este notat un grad de handicap, dar nu și certificatul.",
                "Bifați «dizabilitate cu certificat» sau ștergeți gradul.",
            ),
            (
                "A degree of disability is noted, but no certificate.",
                "Tick “disability with a certificate” or delete the degree.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (STATE,),
            ("HEA-10", "HEA-11"),
        ),
        holds([f"VDG_0{degree}" for degree in range(1, 5)]) & ~holds(["VDH_01"]),
        fails=(_state("VDG_04"), _state("VDG_04", "VDH_02")),
        passes=(_state("VDG_04", "VDH_01"), _state("VDH_02")),
    ),
    Check(
        told(
            "adult-code-of-pregnant-minor",
            (
                "O minoră este notată ca gravidă sau lăuză adultă.",
                "Alegeți codul minorei, după care se numără sarcinile minorelor.",
            ),
            (
                "A minor is noted as an adult who is pregnant or has just given birth.",
                "Choose the minor's code, by which pregnancies of minors are counted.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            (STATE,),
            ("HEA-05", "HEA-00", "ALL"),
        ),
        holds(["VGR_04", "VGR_08"]) & (age("beneficiary_id.date_of_birth", day("created_at")) < ADULT),
        fails=(_state("VGR_04", sets="date_of_birth=2008-01-01"),),
        passes=(
            _state("VGR_04", sets="date_of_birth=2006-12-10"),
            _state("VGR_01", sets="date_of_birth=2008-01-01"),
        ),
    ),
)
