"""Who somebody is: what a CNP says beside birth date and sex, what is not known, who is there twice."""

import polars as pl

from quality.rules.check import Check, Related, told
from quality.rules.checks.expressions import cnp_is_right, other_birth_date, other_sex
from quality.rules.rule import Dimension, Severity

ANA, ION = "2850314300015", "1830702300029"
#: source → table, CNP, birth date, sex, whether the record is still one of a person in evidence, an example of it
PEOPLE = {
    "amc": (
        "beneficiaries",
        "cnp",
        "date_of_birth",
        "gender",
        (pl.col("type") == "regular") & (pl.col("status") != "removed"),
        "type=regular status=active",
    ),
    "spor": ("persons", "cnp", "birth_date", "sex", pl.col("removed_at").is_null(), ""),
    "primero": (
        "cases",
        "national_id_no",
        "date_of_birth",
        "sex",
        pl.col("status").is_in(["open", "identified"]),
        "status=open",
    ),
}
CNPS = tuple(f"{source}.{person[0]}.{person[1]}" for source, person in PEOPLE.items())
BIRTH_DATES = tuple(f"{source}.{person[0]}.{person[2]}" for source, person in PEOPLE.items())
SEXES = tuple(f"{source}.{person[0]}.{person[3]}" for source, person in PEOPLE.items())
#: source → the UAT of a person's record, the parts of the name
NAMES = {
    "amc": ("city_id", ("last_name", "first_name")),
    "spor": ("uat", ("last_name", "first_name")),
    "primero": ("location", ("name",)),
}

BIRTH_DATE_NOT_OF_CNP = told(
    "birth-date-not-of-cnp",
    (
        "Data nașterii din {file} (coloana {column}) nu este cea din CNP; vârsta poate fi greșită.",
        "Verificați actul de identitate și corectați în fișă data sau CNP-ul.",
    ),
    (
        "The birth date in {file} (column {column}) is not the one in the CNP; the age may be wrong.",
        "Look at the identity card and correct the date or the CNP in the person's file.",
    ),
    Severity.WARNING,
    Dimension.CONSISTENCY,
    BIRTH_DATES + CNPS,
    ("*",),
)
SEX_NOT_OF_CNP = told(
    "sex-not-of-cnp",
    (
        "Sexul din {file} (coloana {column}) nu este cel din CNP.",
        "Verificați actul de identitate și corectați în fișă sexul sau CNP-ul.",
    ),
    (
        "The sex in {file} (column {column}) is not the one in the CNP.",
        "Look at the identity card and correct the sex or the CNP in the person's file.",
    ),
    Severity.WARNING,
    Dimension.CONSISTENCY,
    SEXES + CNPS,
    ("*",),
)
CNP_MISSING = told(
    "cnp-missing",
    (
        "Persoane din {file} fără CNP (coloana {column}): se numără, dar pot fi regăsite în alte sisteme numai după nume.",
        "Completați CNP-ul din actul de identitate; cine nu are act are o nevoie de notat la evaluare.",
    ),
    (
        "People of {file} without a CNP (column {column}): they count but can be found in other systems by name only.",
        "Fill in the CNP from the identity card; who has none has a need to be noted when assessed.",
    ),
    Severity.NOTE,
    Dimension.COMPLETENESS,
    CNPS,
    ("ALL", "MUL", "PRV"),
)
BIRTH_DATE_MISSING = told(
    "birth-date-missing",
    (
        "Persoane din {file} fără data nașterii (coloana {column}): nu se numără la nicio grupă de vârstă.",
        "Completați data nașterii din act sau din CNP.",
    ),
    (
        "People of {file} without a birth date (column {column}): they count in no age group.",
        "Fill in the birth date from the papers or the CNP.",
    ),
    Severity.WARNING,
    Dimension.COMPLETENESS,
    BIRTH_DATES,
    ("*",),
)
SEX_MISSING = told(
    "sex-missing",
    (
        "Persoane din {file} fără sex (coloana {column}): nu se numără nici la femei, nici la bărbați.",
        "Completați sexul în fișă.",
    ),
    (
        "People of {file} without a sex (column {column}): they count neither as women nor as men.",
        "Fill in the sex in the person's file.",
    ),
    Severity.NOTE,
    Dimension.COMPLETENESS,
    SEXES,
    ("*",),
)
CNP_TWICE = told(
    "person-twice",
    (
        "În {file} mai multe înregistrări au același CNP (coloana {column}): aceeași persoană este de mai multe ori în evidență.",
        "Păstrați o singură fișă și scoateți-le pe celelalte din evidență, ca dubluri.",
    ),
    (
        "In {file} several records have the same CNP (column {column}): the same person is in evidence more than once.",
        "Keep one file and remove the others as duplicates.",
    ),
    Severity.WARNING,
    Dimension.UNIQUENESS,
    CNPS,
    ("*",),
)
NAME_TWICE = told(
    "name-and-birth-date-twice",
    (
        "În {file} sunt înregistrări din aceeași localitate cu același nume și aceeași dată a nașterii (coloana {column}), dintre"
        " care una fără CNP: pare aceeași persoană, de două ori.",
        "Verificați dacă este aceeași persoană; dacă da, păstrați o fișă, dacă nu, completați CNP-ul.",
    ),
    (
        "{file} has records of one place with the same name and birth date (column {column}), one of them without a CNP:"
        " it seems to be the same person twice.",
        "See whether it is the same person; if so keep one file, if not fill in the CNP.",
    ),
    Severity.WARNING,
    Dimension.UNIQUENESS,
    BIRTH_DATES,
    ("*",),
)


def _checks(source: str) -> tuple[Check, ...]:
    table, cnp, born, sex, there, alive = PEOPLE[source]
    place, name = NAMES[source]
    at = f"{source}.{table}."
    spor = source == "spor"
    household = Related(
        "memberships", ("person_id",), ("id",), pl.col("household_id.uat").drop_nulls().last()
    )
    alike = (pl.concat_str(*name, separator=" ").str.to_lowercase(), pl.col(born), pl.col(place))
    same = there.sum().over(alike) > 1
    unsure = (there & pl.col(cnp).is_null()).any().over(alike)
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
            at=at + born,
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
            at=at + sex,
            fails=(f"{cnp}={ANA} {sex}=male", f"{cnp}={ION} {sex}=female"),
            passes=(f"{cnp}={ANA} {sex}=female", f"{cnp}={ANA}", f"{cnp}=2850314300016 {sex}=male"),
        ),
        Check(
            CNP_MISSING,
            pl.col(cnp).is_null() & there,
            at=at + cnp,
            fails=(f"{born}=1985-03-14 {alive}",),
            passes=(f"{cnp}={ANA} {alive}",),
        ),
        Check(
            BIRTH_DATE_MISSING,
            pl.col(born).is_null() & there,
            at=at + born,
            fails=(f"{cnp}={ANA} {alive}",),
            passes=(f"{born}=1985-03-14 {alive}",),
        ),
        Check(
            SEX_MISSING,
            pl.col(sex).is_null() & there,
            at=at + sex,
            fails=(f"{cnp}={ANA} {alive}",),
            passes=(f"{sex}=male {alive}",),
        ),
        Check(
            CNP_TWICE,
            there & cnp_is_right(cnp) & (there.sum().over(cnp) > 1),
            at=at + cnp,
            fails=(f"{cnp}={ANA} {alive}\n{cnp}={ANA} {alive}",),
            passes=(f"{cnp}={ANA} {alive}\n{cnp}={ION} {alive}", f"{cnp}=123 {alive}\n{cnp}=123 {alive}"),
        ),
        Check(
            NAME_TWICE,
            there & pl.all_horizontal(part.is_not_null() for part in alike) & same & unsure,
            at=at + born,
            related={"uat": household} if spor else {},
            fails=(f"{named} {first}\n{named} {second}{more}",),
            passes=(
                f"{named} {first} {cnp}={ANA}\n{named} {second} {cnp}=2850314300023{more}",
                f"{named} {first}\n{named.replace('=Pop', '=Popa')} {second}{more}",
            ),
        ),
    )


CHECKS = tuple(check for source in PEOPLE for check in _checks(source))
