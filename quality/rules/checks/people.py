"""Who somebody is: what a CNP says beside birth date and sex, what is not known, who is there twice."""

from typing import NamedTuple

import polars as pl

from quality.rules.check import Check, Related, told
from quality.rules.checks.expressions import cnp_is_right, other_birth_date, other_sex
from quality.rules.person_fields import BIRTH, CNP, SEX
from quality.rules.rule import Dimension, Severity

#: more people than a delivery has
MANY = 2**31
ANA, ION = "2850314300015", "1830702300029"


class Person(NamedTuple):
    """How a source tells of a person.

    `there`: whether the record is of somebody in evidence; `alive`: an example of it; `place`: the column of the UAT;
    `name`: those of the name.
    """

    there: pl.Expr
    alive: str
    place: str
    name: tuple[str, ...]


PEOPLE = {
    "amc": Person(
        (pl.col("type") == "regular") & (pl.col("status") != "removed"),
        "type=regular status=active",
        "city_id",
        ("last_name", "first_name"),
    ),
    "spor": Person(pl.col("removed_at").is_null(), "", "uat", ("last_name", "first_name")),
    "primero": Person(pl.col("status").is_in(["open", "identified"]), "status=open", "location", ("name",)),
}

BIRTH_DATE_NOT_OF_CNP = told(
    "birth-date-not-of-cnp",
    (
        "Data nașterii nu este cea din CNP; vârsta poate fi greșită.",
        "Verificați actul de identitate și corectați în fișă data sau CNP-ul.",
    ),
    (
        "The birth date is not the one in the CNP; the age may be wrong.",
        "Look at the identity card and correct the date or the CNP in the person's file.",
    ),
    Severity.WARNING,
    Dimension.CONSISTENCY,
    BIRTH + CNP,
    ("*",),
)
SEX_NOT_OF_CNP = told(
    "sex-not-of-cnp",
    ("Sexul nu este cel din CNP.", "Verificați actul de identitate și corectați în fișă sexul sau CNP-ul."),
    (
        "The sex is not the one in the CNP.",
        "Look at the identity card and correct the sex or the CNP in the person's file.",
    ),
    Severity.WARNING,
    Dimension.CONSISTENCY,
    SEX + CNP,
    ("*",),
)
CNP_MISSING = told(
    "cnp-missing",
    (
        "Lipsește CNP-ul: persoana se numără, dar poate fi regăsită în alte sisteme numai după nume.",
        "Completați CNP-ul din actul de identitate; cine nu are act are o nevoie de notat la evaluare.",
    ),
    (
        "The CNP is missing: the person counts but can be found in other systems by name only.",
        "Fill in the CNP from the identity card; who has none has a need to be noted when assessed.",
    ),
    Severity.NOTE,
    Dimension.COMPLETENESS,
    CNP,
    ("ALL", "MUL", "PRV"),
)
BIRTH_DATE_MISSING = told(
    "birth-date-missing",
    (
        "Lipsește data nașterii: persoana nu se numără la nicio grupă de vârstă.",
        "Completați data nașterii din act sau din CNP.",
    ),
    (
        "The birth date is missing: the person counts in no age group.",
        "Fill in the birth date from the papers or the CNP.",
    ),
    Severity.WARNING,
    Dimension.COMPLETENESS,
    BIRTH,
    ("*",),
)
SEX_MISSING = told(
    "sex-missing",
    ("Lipsește sexul: persoana nu se numără nici la femei, nici la bărbați.", "Completați sexul în fișă."),
    (
        "The sex is missing: the person counts neither as a woman nor as a man.",
        "Fill in the sex in the person's file.",
    ),
    Severity.NOTE,
    Dimension.COMPLETENESS,
    SEX,
    ("*",),
)
CNP_TWICE = told(
    "person-twice",
    (
        "Mai multe înregistrări au același CNP: aceeași persoană este de mai multe ori în evidență.",
        "Păstrați o singură fișă și scoateți-le pe celelalte din evidență, ca dubluri.",
    ),
    (
        "Several records have the same CNP: the same person is in evidence more than once.",
        "Keep one file and remove the others as duplicates.",
    ),
    Severity.WARNING,
    Dimension.UNIQUENESS,
    CNP,
    ("*",),
)
NAME_TWICE = told(
    "name-and-birth-date-twice",
    (
        "Înregistrări din aceeași localitate au același nume și aceeași dată a nașterii, iar cel puțin una nu are CNP: pare aceeași persoană, de mai multe ori.",
        "Verificați dacă este aceeași persoană; dacă da, păstrați o fișă, dacă nu, completați CNP-ul.",
    ),
    (
        "Records of one place have the same name and birth date, and at least one has no CNP: it seems to be the same person more than once.",
        "See whether it is the same person; if so keep one file, if not fill in the CNP.",
    ),
    Severity.WARNING,
    Dimension.UNIQUENESS,
    BIRTH,
    ("*",),
)


def _checks(cnp_field: str, birth_field: str, sex_field: str) -> tuple[Check, ...]:
    source, _, cnp = cnp_field.split(".")
    born, sex = (field.split(".")[2] for field in (birth_field, sex_field))
    there, alive, place, name = PEOPLE[source]
    spor = source == "spor"
    household = Related(
        "memberships", ("person_id",), ("id",), pl.col("household_id.uat").drop_nulls().last()
    )
    alike = (pl.concat_str(*name, separator=" ").str.to_lowercase(), pl.col(born), pl.col(place))
    #: how many are alike, and, above them, how many of these have no CNP
    counted = (there.cast(pl.Int64) + MANY * (there & pl.col(cnp).is_null()).cast(pl.Int64)).sum().over(alike)
    same, unsure = counted % MANY > 1, counted >= MANY
    named = f"{alive} {name[0]}=Pop {born}=1985-03-14" + (f" {name[1]}=Ana" if len(name) > 1 else "")
    home = (
        "\nhouseholds: id=1 uat=136526"
        "\nmemberships: person_id=1 household_id=1\nmemberships: person_id=2 household_id=1"
    )
    (first, second, more) = ("id=1", "id=2", home) if spor else (f"{place}=136526", f"{place}=136526", "")
    return (
        Check(
            BIRTH_DATE_NOT_OF_CNP,
            other_birth_date(cnp, born),
            at=birth_field,
            fails=(f"{cnp}={ANA} {born}=1985-04-13", f"{cnp}=6230530300041 {born}=1923-05-30"),
            passes=(
                f"{cnp}={ANA} {born}=1985-03-14",
                f"{cnp}=123 {born}=1985-04-13",
                f"{cnp}=8850314300012 {born}=1985-03-14",
                f"{cnp}={ANA}",
            ),
        ),
        Check(
            SEX_NOT_OF_CNP,
            other_sex(cnp, sex),
            at=sex_field,
            fails=(f"{cnp}={ANA} {sex}=male", f"{cnp}={ION} {sex}=female"),
            passes=(f"{cnp}={ANA} {sex}=female", f"{cnp}={ANA}", f"{cnp}=2850314300016 {sex}=male"),
        ),
        Check(
            CNP_MISSING,
            pl.col(cnp).is_null() & there,
            at=cnp_field,
            fails=(f"{born}=1985-03-14 {alive}",),
            passes=(f"{cnp}={ANA} {alive}",),
        ),
        Check(
            BIRTH_DATE_MISSING,
            pl.col(born).is_null() & there,
            at=birth_field,
            fails=(f"{cnp}={ANA} {alive}",),
            passes=(f"{born}=1985-03-14 {alive}",),
        ),
        Check(
            SEX_MISSING,
            pl.col(sex).is_null() & there,
            at=sex_field,
            fails=(f"{cnp}={ANA} {alive}",),
            passes=(f"{sex}=male {alive}",),
        ),
        Check(
            CNP_TWICE,
            there & cnp_is_right(cnp) & (there.sum().over(cnp) > 1),
            at=cnp_field,
            fails=(f"{cnp}={ANA} {alive}\n{cnp}={ANA} {alive}",),
            passes=(f"{cnp}={ANA} {alive}\n{cnp}={ION} {alive}", f"{cnp}=123 {alive}\n{cnp}=123 {alive}"),
        ),
        Check(
            NAME_TWICE,
            there & pl.all_horizontal(part.is_not_null() for part in alike) & same & unsure,
            at=birth_field,
            related={"uat": household} if spor else {},
            fails=(f"{named} {first}\n{named} {second}{more}",),
            passes=(
                f"{named} {first} {cnp}={ANA}\n{named} {second} {cnp}=2850314300023{more}",
                f"{named} {first}\n{named.replace('=Pop', '=Popa')} {second}{more}",
            ),
        ),
    )


CHECKS = tuple(check for fields in zip(CNP, BIRTH, SEX, strict=True) for check in _checks(*fields))
