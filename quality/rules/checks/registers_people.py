"""What registers of people say: population, unemployment, minimum income, school drop-out, marginalisation."""

import polars as pl

from quality.rules.check import Check, told
from quality.rules.checks.expressions import PERIOD_END
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

LARGEST_FAMILY, FEWEST_FAMILIES = Threshold("family_people_max"), Threshold("family_mean_count_min")
DROPPED_OUT, FEWEST_PUPILS = Threshold("school_dropout_share_max"), Threshold("school_dropout_pupils_min")
FEWEST_ROWS, FEWEST_PEOPLE = Threshold("population_rows_min"), Threshold("population_people_min")
ONE_AGE, UNLIKE = Threshold("one_age_share_max"), Threshold("sexes_ratio_max")
JUMP, JUMPED = Threshold("unemployed_ratio_max"), Threshold("unemployed_growth_max")
LIVES = pl.col("people").sum()
PLACE_AND_YEAR = ("year", "uat")
#: a place of which ages and sexes are told one by one, and enough people to compare them
COMPARABLE = (pl.len().over(PLACE_AND_YEAR) >= FEWEST_ROWS.value) & (
    LIVES.over(PLACE_AND_YEAR) >= FEWEST_PEOPLE.value
)
LINE = ("year", "uat", "sex", "age", "people")

#: the quarter from which on the minimum inclusion income is paid: Law 196/2016
MINIMUM_INCOME = "2024-Q1"


def _quarter_after(period: str) -> pl.Expr:
    """Say whether a quarter, `2025-Q4`, begins after the delivery's own has ended."""
    year, quarter = (
        pl.col(period).str.slice(0, 4).cast(pl.Int32),
        pl.col(period).str.slice(6, 1).cast(pl.Int32),
    )
    return pl.date(year, 3 * quarter - 2, 1) > PERIOD_END


def _first_day(month: str) -> pl.Expr:
    return (pl.col(month) + "-01").str.to_date("%Y-%m-%d", strict=False)


def _of(sex: str) -> pl.Expr:
    """Give the people of one sex of a place and year."""
    return pl.col("people").filter(pl.col("sex") == sex).sum().over(PLACE_AND_YEAR)


IN_FUTURE = told(
    "figure-of-future",
    ("Cifra este pentru o perioadă de după trimestrul livrării.", "Corectați anul, luna sau trimestrul."),
    ("The figure is of a time after the delivery's quarter.", "Correct the year, month or quarter."),
    Severity.WARNING,
    Dimension.VALIDITY,
    (
        "unemployment.unemployment.month",
        "minimum_income.minimum_income.month",
        "source_reports.source_reports.period",
        "population.population.year",
        "school_dropout.school_dropout.school_year",
    ),
    ("CRI", "COV-03", "COV-04"),
    "office",
)


def _population(*rows: str) -> str:
    """Write an example: a UAT of 2025 with 100 men and women of each age up to 59, and more."""
    usual = [
        f"year=2025 uat=136526 sex={sex} age={age} people=100"
        for sex in ("female", "male")
        for age in range(60)
    ]
    return "\n".join([*usual, *(f"year=2025 uat=136526 {row}" for row in rows)])


CHECKS = (
    *(
        Check(
            IN_FUTURE,
            _first_day("month") > PERIOD_END,
            at=f"{name}.{name}.month",
            fails=(f"uat=136526 {figure}=10 month=2026-01",),
            passes=(f"uat=136526 {figure}=10 month=2025-12",),
        )
        for name, figure in (("unemployment", "registered"), ("minimum_income", "families"))
    ),
    Check(
        IN_FUTURE,
        _quarter_after("period"),
        at="source_reports.source_reports.period",
        fails=("source=amc place=SM figure=VSA_02 period=2026-Q1",),
        passes=("source=amc place=SM figure=VSA_02 period=2025-Q4",),
    ),
    Check(
        IN_FUTURE,
        pl.date(pl.col("year"), 1, 1) > PERIOD_END,
        at="population.population.year",
        fails=("uat=136526 sex=male age=1 year=2026",),
        passes=("uat=136526 sex=male age=1 year=2025",),
    ),
    Check(
        IN_FUTURE,
        pl.date(pl.col("school_year").str.slice(5, 4).cast(pl.Int32), 6, 1) > PERIOD_END,
        at="school_dropout.school_dropout.school_year",
        fails=("county=SM level=primary school_year=2025-2026",),
        passes=("county=SM level=primary school_year=2024-2025",),
    ),
    Check(
        told(
            "people-a-family-odd",
            (
                f"Localitatea are, în medie, peste {LARGEST_FAMILY.ro} persoane într-o familie.",
                "Verificați dacă cifrele nu sunt inversate sau ale altei luni.",
            ),
            (
                f"The place has more than {LARGEST_FAMILY.en} people a family.",
                "See whether the figures are swapped or of another month.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            ("minimum_income.minimum_income.people", "minimum_income.minimum_income.families"),
            ("CRI-00", "CRI-04"),
            "office",
            thresholds=(LARGEST_FAMILY, FEWEST_FAMILIES),
            valid_from=MINIMUM_INCOME,
        ),
        (pl.col("families") >= FEWEST_FAMILIES.value)
        & (pl.col("people") > LARGEST_FAMILY.value * pl.col("families")),
        day=_first_day("month"),
        fails=("uat=136526 month=2025-10 families=10 people=200",),
        passes=(
            "uat=136526 month=2025-10 families=10 people=45",
            "uat=136526 month=2025-10 families=1 people=16",
            "uat=136526 month=2023-12 families=10 people=200",
        ),
    ),
    Check(
        told(
            "minimum-income-before-it-was",
            (
                "Plata este dinainte de ianuarie 2024, când venitul minim de incluziune încă nu se plătea.",
                "Trimiteți numai lunile de la ianuarie 2024.",
            ),
            (
                "The payment is of a month before January 2024, when the minimum inclusion income was not yet paid.",
                "Send months from January 2024 on only.",
            ),
            Severity.WARNING,
            Dimension.VALIDITY,
            ("minimum_income.minimum_income.month",),
            ("CRI-00", "CRI-04"),
            "office",
            reason=(
                "Legea 196/2016 se aplică de la 1 ianuarie 2024; înainte se plăteau ajutorul social și alocația pentru susținerea familiei.",
                "Law 196/2016 applies from 1 January 2024; before it other benefits were paid.",
            ),
        ),
        pl.col("month") < "2024-01",
        fails=("uat=136526 month=2023-12 families=10",),
        passes=("uat=136526 month=2024-01 families=10",),
    ),
    Check(
        told(
            "minimum-income-without-people",
            ("Nu se știe câte persoane sunt în familiile cu plată.", "Completați numărul de persoane."),
            ("How many people are in the families paid is not known.", "Fill in the number of people."),
            Severity.NOTE,
            Dimension.COMPLETENESS,
            ("minimum_income.minimum_income.people",),
            ("CRI-00", "CRI-04"),
            "office",
            valid_from=MINIMUM_INCOME,
        ),
        pl.col("people").is_null() & (pl.col("families") > 0),
        day=_first_day("month"),
        fails=("uat=136526 month=2025-10 families=10",),
        passes=(
            "uat=136526 month=2025-10 families=10 people=30",
            "uat=136526 month=2025-10 families=0",
            "uat=136526 month=2023-12 families=10",
        ),
    ),
    Check(
        told(
            "unemployment-jumps",
            (
                f"Șomerii înregistrați ai localității cresc de peste {JUMP.ro} ori de la o lună la următoarea.",
                "Verificați cifra; dacă este adevărată, nu trebuie făcut nimic.",
            ),
            (
                f"The registered unemployed of the place grow more than {JUMP.en} times from one month to the next.",
                "Check the figure; if it is true nothing has to be done.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            ("unemployment.unemployment.registered",),
            ("CRI-00", "CRI-05"),
            "office",
            thresholds=(JUMP, JUMPED),
        ),
        (pl.col("registered") > JUMP.value * pl.col("registered").shift(1).over("uat", order_by="month"))
        & (pl.col("registered") - pl.col("registered").shift(1).over("uat", order_by="month") > JUMPED.value),
        fails=("uat=136526 month=2025-10 registered=20\nuat=136526 month=2025-11 registered=200",),
        passes=(
            "uat=136526 month=2025-11 registered=20\nuat=136526 month=2025-10 registered=200",
            "uat=136526 month=2025-10 registered=20\nuat=136553 month=2025-11 registered=200",
            "uat=136526 month=2025-10 registered=2\nuat=136526 month=2025-11 registered=20",
        ),
    ),
    Check(
        told(
            "one-age-too-many",
            (
                f"Persoanele de o singură vârstă sunt peste {ONE_AGE.ro} din populația localității.",
                "Verificați dacă rândul nu este un total sau al altei localități.",
            ),
            (
                f"The people of one age are more than {ONE_AGE.en} of the place.",
                "See whether the row is a total, or another place's.",
            ),
            Severity.ERROR,
            Dimension.PLAUSIBILITY,
            ("population.population.people",),
            ("COV-03", "COV-04", "CRI"),
            "office",
            thresholds=(ONE_AGE, FEWEST_ROWS, FEWEST_PEOPLE),
        ),
        COMPARABLE & (pl.col("people") > ONE_AGE.value * LIVES.over(PLACE_AND_YEAR)),
        fails=(_population("sex=female age=60 people=12000"),),
        passes=(
            _population("sex=female age=60 people=1200"),
            "year=2025 uat=136526 sex=male age=1 people=1000",
        ),
    ),
    Check(
        told(
            "sexes-too-unlike",
            (
                f"Localitatea are de peste {UNLIKE.ro} ori mai multe femei decât bărbați sau invers.",
                "Verificați dacă nu lipsesc rândurile unui sex.",
            ),
            (
                f"The place has more than {UNLIKE.en} times as many women as men, or the other way round.",
                "See whether the rows of one sex are missing.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            ("population.population.sex",),
            ("COV-03", "COV-04", "CRI"),
            "office",
            thresholds=(UNLIKE, FEWEST_ROWS, FEWEST_PEOPLE),
        ),
        COMPARABLE
        & (pl.struct(LINE) == pl.struct(LINE).first().over(PLACE_AND_YEAR))
        & ((_of("female") > UNLIKE.value * _of("male")) | (_of("male") > UNLIKE.value * _of("female"))),
        fails=(_population("sex=female age=60 people=9000"),),
        passes=(_population(),),
    ),
    Check(
        told(
            "marginalisation-against-share",
            (
                "Gradul de marginalizare contrazice partea populației din zone marginalizate.",
                "Corectați gradul sau partea.",
            ),
            (
                "The degree of marginalisation contradicts the share of people in marginalised areas.",
                "Correct the degree or the share.",
            ),
            Severity.WARNING,
            Dimension.CONSISTENCY,
            ("marginalisation.marginalisation.share", "marginalisation.marginalisation.degree"),
            ("CRI",),
            "office",
        ),
        ((pl.col("degree") == "none") & (pl.col("share") > 0))
        | ((pl.col("degree") == "severe") & (pl.col("share") == 0)),
        fails=("uat=136526 degree=none share=0.2", "uat=136526 degree=severe share=0"),
        passes=(
            "uat=136526 degree=none share=0",
            "uat=136526 degree=severe share=0.4",
            "uat=136526 degree=severe",
        ),
    ),
    Check(
        told(
            "drop-out-too-high",
            (
                f"Peste {DROPPED_OUT.ro} dintre elevii județului au abandonat școala.",
                "Verificați cele două numere.",
            ),
            (
                f"More than {DROPPED_OUT.en} of the county's pupils dropped out of school.",
                "Check the two numbers.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            ("school_dropout.school_dropout.dropped_out", "school_dropout.school_dropout.enrolled"),
            ("CRI-00", "CRI-06"),
            "office",
            thresholds=(DROPPED_OUT, FEWEST_PUPILS),
        ),
        (pl.col("enrolled") >= FEWEST_PUPILS.value)
        & (pl.col("dropped_out") > DROPPED_OUT.value * pl.col("enrolled")),
        fails=("county=SM enrolled=1000 dropped_out=600",),
        passes=("county=SM enrolled=1000 dropped_out=20",),
    ),
)
