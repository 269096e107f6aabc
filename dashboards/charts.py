"""The figures of a page with what goes with them: JSON to embed, height, text alternative."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards import figures
from dashboards.figures import COUNTRY, COUNTY, PLACE, Spec
from dashboards.formats import formats, quarter
from dashboards.views import Facts, Row
from dashboards.wording import Words

_STATUSES = ("published", "warning", "withheld", "suppressed", "no_data")


@dataclass(frozen=True)
class Chart:
    """A figure as a template needs it."""

    id: str
    name: str
    json: Markup
    height: int
    alt: str


def embedded(spec: Spec) -> Markup:
    """Write a figure as JSON that may stand within <script>: no `<`, `>` or `&`, the same bytes each time."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def spoken(row: Row, text: Words) -> str:
    """Say a row in words: '12,3 %', with reservations if there are any, or why there is no number."""
    reserved = f" ({text('status.warning')})" if row["status"] == "warning" else ""
    return f"{row['number']}{reserved}" if row["number"] else text(f"status.{row['status']}")


class Charts:
    """Draw the figures of any place in one language."""

    def __init__(self, text: Words, periods: Sequence[str]) -> None:
        self._text, self._periods = text, periods
        self._formats = formats(text.lang)
        self._symbols = {status: text(f"symbol.{status}") for status in _STATUSES}
        self._labels = [
            (quarter(text("quarter.axis"), period), quarter(text("quarter.short"), period))
            for period in periods
        ]

    def trend(
        self, indicator: str, name: str, place: str, facts: Facts, country: Facts | None, *, tall: bool
    ) -> Chart:
        """Draw one indicator over the quarters, beside the country's unless the place is the country."""
        rows = [facts.then(indicator, period) for period in self._periods]
        behind = [country.then(indicator, period) for period in self._periods] if country else []
        height = 260 if tall else 170
        spec = figures.trend(rows, behind, self._labels, self._symbols, self._formats, height=height)
        alt = self._text("trend.alt", name=name, place=place, values=self._told(rows))
        return Chart(f"f-{indicator}", name, embedded(spec), height, alt)

    def rate(self, name: str, title: str, place: str, rows: Sequence[Row], behind: Sequence[Row]) -> Chart:
        """Draw a share of reports or records over the quarters, and one that it is compared with, if any."""
        spec = figures.trend(rows, behind, self._labels, self._symbols, self._formats, height=150)
        alt = self._text("rate.alt", name=title, place=place, values=self._told(rows))
        return Chart(name, title, embedded(spec), 150, alt)

    def _told(self, rows: Sequence[Row]) -> str:
        """Say a number a quarter, for those who do not see the figure."""
        return "; ".join(
            f"{label} {spoken(row, self._text)}" for (_, label), row in zip(self._labels, rows, strict=True)
        )

    def comparison(self, dimensions: Sequence[tuple[str, str]], series: Sequence[tuple[str, Facts]]) -> Chart:
        """Compare places by dimension (indicator, name); `series`: (place, facts), the page's first."""
        colours = [PLACE, COUNTY, COUNTRY] if len(series) == 3 else [PLACE, COUNTRY]
        drawn = [
            (name, colour, [facts.now(indicator) for indicator, _ in dimensions])
            for (name, facts), colour in zip(series, colours, strict=True)
        ]
        spec = figures.comparison([name for _, name in dimensions], drawn, self._symbols, self._formats)
        values = "; ".join(
            f"{name}: " + ", ".join(f"{place} {spoken(rows[i], self._text)}" for place, _, rows in drawn)
            for i, (_, name) in enumerate(dimensions)
        )
        alt = self._text("compare.alt", place=series[0][0], values=values)
        return Chart("f-compare", "", embedded(spec), spec["layout"]["height"], alt)
