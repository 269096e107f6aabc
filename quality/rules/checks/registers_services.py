"""What registers of services and money say: costs, licences, accreditations, the programme."""

import polars as pl

from quality.rules.check import Check, told
from quality.rules.checks.expressions import LEAP_YEAR, PERIOD_END, days_between
from quality.rules.rule import Dimension, Severity
from quality.rules.threshold import Threshold

OVERSPENT, LARGEST_SUM = Threshold("spent_budget_ratio_max"), Threshold("cost_lei_max")
LONGEST_LICENCE, LARGEST_SERVICE = Threshold("licence_years_max"), Threshold("service_places_max")


def _sum(kind: str) -> pl.Expr:
    """Give what a place was given, or spent, of one kind of money for one thing in a quarter."""
    of = pl.col("amount").filter(pl.col("kind") == kind).sum()
    return of.over("uat", "period", "category", "funds").cast(pl.Float64)


CHECKS = (
    Check(
        told(
            "spent-above-budget",
            (
                f"S-a cheltuit de peste {OVERSPENT.ro} ori bugetul.",
                "Verificați suma și dacă bugetul trimestrului este trecut întreg.",
            ),
            (
                f"More than {OVERSPENT.en} times the budget was spent.",
                "Check the sum, and whether the quarter's budget is there in full.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            ("costs.costs.amount",),
            ("MON-03",),
            "office",
            thresholds=(OVERSPENT,),
        ),
        (pl.col("kind") == "spent")
        & (_sum("budget") > 0)
        & (pl.col("amount").cast(pl.Float64) > OVERSPENT.value * _sum("budget")),
        fails=(
            "uat=136526 period=2025-Q4 category=staff funds=own kind=budget amount=1000"
            "\nuat=136526 period=2025-Q4 category=staff funds=own kind=spent amount=1600",
        ),
        passes=(
            "uat=136526 period=2025-Q4 category=staff funds=own kind=budget amount=1000"
            "\nuat=136526 period=2025-Q4 category=staff funds=own kind=spent amount=1500",
            "uat=136526 period=2025-Q4 category=staff funds=own kind=spent amount=1600",
        ),
    ),
    Check(
        told(
            "sum-zero",
            (
                "Suma este de zero lei.",
                "Dacă suma nu se știe, lăsați rândul afară; zero înseamnă că nu s-a cheltuit nimic.",
            ),
            (
                "The sum is zero lei.",
                "If the sum is not known leave the row out; zero means that nothing was spent.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            ("costs.costs.amount",),
            ("MON",),
            "office",
        ),
        pl.col("amount") == 0,
        fails=("uat=136526 amount=0",),
        passes=("uat=136526 amount=0.01",),
    ),
    Check(
        told(
            "sum-too-large",
            (
                f"Suma este de peste {LARGEST_SUM.ro} lei într-un trimestru.",
                "Verificați că suma este în lei și a unei singure localități.",
            ),
            (
                f"The sum is more than {LARGEST_SUM.en} lei in a quarter.",
                "Make sure that the sum is in lei and of one place.",
            ),
            Severity.WARNING,
            Dimension.PLAUSIBILITY,
            ("costs.costs.amount",),
            ("MON",),
            "office",
            thresholds=(LARGEST_SUM,),
        ),
        pl.col("amount") > LARGEST_SUM.value,
        fails=("uat=136526 amount=12000000",),
        passes=("uat=136526 amount=120000",),
    ),
    Check(
        told(
            "licence-too-long",
            (f"Licența sau acreditarea ține peste {LONGEST_LICENCE.ro} ani.", "Verificați ultima zi."),
            (
                f"The licence or accreditation lasts more than {LONGEST_LICENCE.en} years.",
                "Check the last day.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            ("social_services.social_services.licensed_to", "accreditation.accreditation.accredited_to"),
            ("CAP-12", "CAP-13", "CAP-14"),
            "office",
            thresholds=(LONGEST_LICENCE,),
        ),
        days_between(pl.col("licensed_from"), pl.col("licensed_to")) > LEAP_YEAR * LONGEST_LICENCE.value,
        fails=("uat=136526 licensed_from=2020-01-01 licensed_to=2035-01-01",),
        passes=(
            "uat=136526 licensed_from=2020-01-01 licensed_to=2025-01-01",
            "uat=136526 licensed_from=2020-01-01",
        ),
    ),
    Check(
        told(
            "service-code-missing",
            (
                "Lipsește codul serviciului licențiat: nu se știe ce serviciu este.",
                "Completați codul din nomenclatorul serviciilor sociale.",
            ),
            (
                "The licensed service's code is missing: which service it is is not known.",
                "Fill in the code of the nomenclature of social services.",
            ),
            Severity.WARNING,
            Dimension.COMPLETENESS,
            ("social_services.social_services.service_code",),
            ("CAP-13", "CAP-14"),
            "office",
        ),
        pl.col("service_code").is_null(),
        fails=("uat=136526 licensed_from=2020-01-01",),
        passes=("uat=136526 licensed_from=2020-01-01 service_code=8899CZ-PN-V",),
    ),
    Check(
        told(
            "capacity-odd",
            (
                f"Serviciul nu are niciun loc sau are peste {LARGEST_SERVICE.ro} locuri.",
                "Verificați capacitatea; dacă licența nu o spune, lăsați-o goală.",
            ),
            (
                f"The service has no place, or more than {LARGEST_SERVICE.en}.",
                "Check the capacity; where the licence does not say it leave it empty.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            ("social_services.social_services.capacity",),
            (),
            "office",
            thresholds=(LARGEST_SERVICE,),
        ),
        (pl.col("capacity") == 0) | (pl.col("capacity") > LARGEST_SERVICE.value),
        fails=("uat=136526 capacity=0", "uat=136526 capacity=5000"),
        passes=("uat=136526 capacity=40", "uat=136526"),
    ),
    Check(
        told(
            "accreditations-overlap",
            (
                "Același serviciu public are două acreditări deodată.",
                "Încheiați acreditarea veche în ziua dinaintea celei noi.",
            ),
            (
                "One public service has two accreditations at once.",
                "End the old accreditation on the day before the new one.",
            ),
            Severity.NOTE,
            Dimension.CONSISTENCY,
            ("accreditation.accreditation.accredited_to", "accreditation.accreditation.accredited_from"),
            ("CAP-12",),
            "office",
        ),
        pl.col("accredited_to")
        >= pl.col("accredited_from").shift(-1).over("uat", order_by="accredited_from"),
        fails=(
            "uat=136526 accredited_from=2020-01-01 accredited_to=2025-01-01"
            "\nuat=136526 accredited_from=2024-06-01",
        ),
        passes=(
            "uat=136526 accredited_from=2020-01-01 accredited_to=2024-05-31"
            "\nuat=136526 accredited_from=2024-06-01",
            "uat=136526 accredited_from=2020-01-01 accredited_to=2025-01-01"
            "\nuat=136553 accredited_from=2024-06-01",
        ),
    ),
    Check(
        told(
            "joined-in-future",
            (
                "Localitatea intră în program după trimestrul livrării.",
                "Verificați ziua; dacă intrarea este hotărâtă, nu trebuie făcut nimic.",
            ),
            (
                "The place joins the programme after the delivery's quarter.",
                "Check the day; if joining is decided nothing has to be done.",
            ),
            Severity.NOTE,
            Dimension.PLAUSIBILITY,
            ("programme.programme.joined_on",),
            ("COV-05", "COV-06"),
            "office",
        ),
        pl.col("joined_on") > PERIOD_END,
        fails=("uat=136526 joined_on=2026-01-01",),
        passes=("uat=136526 joined_on=2025-12-31",),
    ),
)
