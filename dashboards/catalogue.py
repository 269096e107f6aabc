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
    name: str
    definition: str
    population: str
    source: str
    caveat: str | None


@dataclass(frozen=True)
class Breakdown:
    """One way to split people, with its categories in order: (code, name)."""

    code: str
    name: str
    categories: list[tuple[str, str]]


class Catalogue:
    """Indicators by code and by group, dimensions, breakdowns (without the total)."""

    def __init__(self, published: Published, lang: str) -> None:
        self.dimensions: dict[str, str] = dict(
            published.dimensions.sort("position").select("dimension", f"name_{lang}").iter_rows()
        )
        self.indicators = {
            row["indicator"]: Indicator(
                row["indicator"],
                row["dimension"],
                row["family"],
                row[f"name_{lang}"],
                row[f"definition_{lang}"],
                row[f"population_{lang}"],
                row["source"],
                row[f"caveat_{lang}"],
            )
            for row in published.catalogue.sort("position", "indicator").iter_rows(named=True)
        }
        self.breakdowns: list[Breakdown] = []
        parts = published.categories.sort("position")
        for code in parts["breakdown"].unique(maintain_order=True):
            rows = parts.filter(parts["breakdown"] == code)
            if code != "total":
                names = list(rows.select("category", f"name_{lang}").iter_rows())
                self.breakdowns.append(Breakdown(code, rows[f"breakdown_name_{lang}"][0], names))
        self._lang = lang

    def name(self, indicator: str) -> str:
        """Return an indicator's name, or its code where the catalogue does not hold it."""
        return self.indicators[indicator].name if indicator in self.indicators else indicator

    def short(self, indicator: str) -> str:
        """Return the name of a fixed code's dimension, or of what cuts across them."""
        meta = self.indicators[indicator]
        return self.dimensions.get(meta.dimension or "", meta.name)

    def groups(self) -> list[tuple[str, list[Indicator]]]:
        """List (group's name, indicators): across dimensions, the seven, then the rest."""
        text = words(self._lang)
        groups: dict[str, list[Indicator]] = {key: [] for key in ("needs", *self.dimensions)}
        for meta in self.indicators.values():
            groups.setdefault(meta.dimension or meta.family, []).append(meta)
        return [
            (self.dimensions.get(key) or text.get(f"group.{key}", text("group.other")), members)
            for key, members in groups.items()
            if members
        ]
