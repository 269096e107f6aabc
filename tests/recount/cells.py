"""Sums of indicators by period, place, breakdown and category."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from seed_rows import seed

from recount.calendar import Quarter

#: period, geo_level, geo_code, indicator, breakdown, category
Cell = tuple[str, str, str, str, str, str]
#: numerator, denominator, value: None where the table leaves them empty
Told = tuple[int | None, int | None, float]
CATALOGUE = {row["indicator"]: row for row in seed("indicators")}
FACTOR = {row["unit"]: float(row["factor"]) for row in seed("units")}
LEVELS = {indicator: set(row["levels"].split()) for indicator, row in CATALOGUE.items()}
BREAKDOWNS = {indicator: set(row["breakdowns"].split()) for indicator, row in CATALOGUE.items()}
WITH_NUMERATOR, WITH_DENOMINATOR = ("share", "rate", "count"), ("share", "rate", "mean")


@dataclass(frozen=True)
class Place:
    """Where something is: None where that is not known."""

    county: str | None
    siruta: str | None

    def levels(self) -> list[tuple[str, str]]:
        """All places that it counts in."""
        found = [("country", "RO")]
        if self.county is not None:
            found.append(("county", self.county))
            if self.siruta is not None:
                found.append(("uat", self.siruta))
        return found


@dataclass
class Cells:
    """What is counted: sums that become values in the end, and values that are calculated otherwise."""

    sums: dict[Cell, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    values: dict[Cell, Told] = field(default_factory=dict)

    def add(
        self,
        indicator: str,
        quarter: Quarter,
        place: Place,
        traits: Mapping[str, str | None],
        numerator: float,
        denominator: float = 1,
    ) -> None:
        """Count a unit where the catalogue wants it; a trait without a category is not known."""
        wanted = {"total": "all", **traits}
        for level, code in place.levels():
            for breakdown, category in wanted.items():
                if category is not None and breakdown in BREAKDOWNS[indicator] and level in LEVELS[indicator]:
                    cell = self.sums[quarter.period, level, code, indicator, breakdown, category]
                    cell[0] += numerator
                    cell[1] += denominator

    def told(self) -> dict[Cell, Told]:
        """All cells that have a value."""
        found = dict(self.values)
        for cell, (n, d) in self.sums.items():
            row = CATALOGUE[cell[3]]
            measure, factor = row["measure"], FACTOR[row["unit"]]
            value = n if measure == "count" else factor * n / d if d else 0
            if d and (n or measure != "count"):
                found[cell] = (
                    round(n) if measure in WITH_NUMERATOR else None,
                    round(d) if measure in WITH_DENOMINATOR else None,
                    value,
                )
        return found
