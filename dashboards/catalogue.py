"""The catalogue in one language: what indicators, dimensions and categories are called, and their order."""

from dataclasses import dataclass

from dashboards.published import Published
from dashboards.wording import words


@dataclass(frozen=True)
class Indicator:
    """One row of `published.catalogue` in one language."""

    indicator: str
    dimension: str | None
    family: str
    measure: str
    polarity: str
    unit: str
    name: str
    definition: str
    population: str
    source: str
    caveat: str | None


@dataclass(frozen=True)
class Family:
    """A family with its indicators in order, in groups: (name, or None where there is but one, indicators)."""

    code: str
    name: str
    groups: list[tuple[str | None, list[Indicator]]]


@dataclass(frozen=True)
class Breakdown:
    """One way to split numbers, with its categories in order: (code, name)."""

    code: str
    name: str
    categories: list[tuple[str, str]]


class Catalogue:
    """Indicators by code and by family, dimensions, breakdowns by code (without the total)."""

    def __init__(self, published: Published, lang: str) -> None:
        self.dimensions: dict[str, str] = dict(
            published.dimensions.sort("position").select("dimension", f"name_{lang}").iter_rows()
        )
        self.indicators = {
            row["indicator"]: Indicator(
                row["indicator"],
                row["dimension"],
                row["family"],
                row["measure"],
                row["polarity"],
                row[f"unit_{lang}"],
                row[f"name_{lang}"],
                row[f"definition_{lang}"],
                row[f"population_{lang}"],
                row["source"],
                row[f"caveat_{lang}"],
            )
            for row in published.catalogue.sort("position", "indicator").iter_rows(named=True)
        }
        self.breakdowns: dict[str, Breakdown] = {}
        for (code,), rows in (
            published.categories.sort("position")
            .partition_by("breakdown", as_dict=True, maintain_order=True)
            .items()
        ):
            if code != "total":
                names = list(rows.select("category", f"name_{lang}").iter_rows())
                self.breakdowns[code] = Breakdown(code, rows[f"breakdown_name_{lang}"][0], names)
        self._families: dict[str, str] = dict(
            published.catalogue.select("family", f"family_{lang}").iter_rows()
        )
        self._lang = lang

    def name(self, indicator: str) -> str:
        """Return an indicator's name, or its code where the catalogue does not hold it."""
        return self.indicators[indicator].name if indicator in self.indicators else indicator

    def short(self, indicator: str) -> str:
        """Return the name of a fixed code's dimension, or of what cuts across them."""
        meta = self.indicators[indicator]
        return self.dimensions.get(meta.dimension or "", meta.name)

    def families(self) -> list[Family]:
        """List the families in order; needs in groups: across dimensions, then the seven."""
        across = words(self._lang)("group.needs")
        found: dict[str, dict[str | None, list[Indicator]]] = {}
        for meta in self.indicators.values():
            split = meta.family == "needs"
            group = self.dimensions.get(meta.dimension or "", across) if split else None
            found.setdefault(meta.family, {}).setdefault(group, []).append(meta)
        return [Family(code, self._families[code], list(groups.items())) for code, groups in found.items()]
