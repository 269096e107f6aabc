"""What goes beyond chance, as `published` judges it: UATs outside their funnel, trends, four quarters as one."""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import polars as pl

from dashboards.catalogue import Catalogue
from dashboards.selection import FIXED_CODES, Selection
from dashboards.spelling import Spelling
from dashboards.views import Facts, Row
from dashboards.wording import words

#: (verdict, far) in the order in which a county should look at them
_URGENCY = [
    ("worse", True),
    ("worse", False),
    ("higher", True),
    ("lower", True),
    ("higher", False),
    ("lower", False),
    ("better", False),
    ("better", True),
]
_SIGNALS = {
    "above": (True, False),
    "far_above": (True, True),
    "below": (False, False),
    "far_below": (False, True),
}


class Outside(NamedTuple):
    """A UAT's share outside the limits; `far`: of 99.8 %, else of 95 %; `limits`: those of 95 %, '20,1–40,2 %'."""

    indicator: str
    name: str
    verdict: str
    far: bool
    limits: str


class Tendency(NamedTuple):
    """A trend in words, and its verdict."""

    verdict: str
    said: str


def verdict(polarity: str, high: bool) -> str:
    """Say what high (or low) means: 'worse' or 'better' with a polarity, 'higher' or 'lower' without."""
    if polarity == "none":
        return "higher" if high else "lower"
    return "worse" if high == (polarity == "lower_is_better") else "better"


class Signals:
    """The signals of the fixed codes in the page's quarter, in one language."""

    def __init__(self, selection: Selection, catalogue: Catalogue, lang: str) -> None:
        self._selection, self._published = selection, selection.published
        self._catalogue, self._text, self._spelling = catalogue, words(lang), Spelling(lang)
        self._names = self._published.catalogue.select("unit", f"unit_{lang}").unique()

    @cached_property
    def tested(self) -> set[str]:
        """The UATs that have a funnel for any of the codes."""
        return set(self._rows("funnel")["geo_code"])

    @cached_property
    def outside(self) -> dict[str, list[Outside]]:
        """By UAT what lies outside the limits, the most urgent first."""
        rows = self._rows("funnel").filter(pl.col("signal") != "within")
        found: dict[str, list[Outside]] = {}
        for row in self._spelled(rows, "target", "low_95", "high_95", "units"):
            code, (high, far) = row["indicator"], _SIGNALS[row["signal"]]
            said = verdict(self._catalogue.indicators[code].polarity, high)
            line = Outside(code, self._catalogue.short(code), said, far, row["interval"])
            found.setdefault(row["geo_code"], []).append(line)
        return {code: sorted(lines, key=_urgency) for code, lines in found.items()}

    def first(self, uats: Iterable[str]) -> list[str]:
        """List those of the UATs that have something outside, by their most urgent signal, else as given."""
        return sorted((c for c in uats if c in self.outside), key=lambda c: _urgency(self.outside[c][0]))

    def tendencies(self, code: str, facts: Facts) -> dict[str, Tendency]:
        """Give the trends of a place by indicator, where there is one and the view has this quarter's number."""
        trends = self._trends.get(code, {})
        return {indicator: trend for indicator, trend in trends.items() if facts.now(indicator)["number"]}

    def pooled(self, siruta: str) -> dict[str, Row]:
        """Give four quarters as one by indicator: `number`, `interval`, and in `denominator` different people.

        Of the small UATs, for their own eyes only.
        """
        return self._pooled.get(siruta, {})

    @cached_property
    def _trends(self) -> dict[str, dict[str, Tendency]]:
        found: dict[str, dict[str, Tendency]] = {}
        rows = self._rows("trend").filter(pl.col("direction").is_in(["rising", "falling"]))
        for row in rows.iter_rows(named=True):
            polarity = self._catalogue.indicators[row["indicator"]].polarity
            word = verdict(polarity, row["direction"] == "rising")
            quarters = self._text.counted("quarters", row["quarters"])
            said = self._text(f"tendency.{row['direction']}", quarters=quarters)
            said += self._text.get(f"tendency.{word}", "")
            found.setdefault(row["geo_code"], {})[row["indicator"]] = Tendency(word, said)
        return found

    @cached_property
    def _pooled(self) -> dict[str, dict[str, Row]]:
        rows = self._rows("restricted_pooled")
        rows = rows.filter(pl.col("value").is_not_null(), pl.col("units").is_not_null())
        found: dict[str, dict[str, Row]] = {}
        for row in self._spelled(rows, "value", "ci_low", "ci_high", "units"):
            found.setdefault(row["geo_code"], {})[row["indicator"]] = row
        return found

    def _rows(self, table: str) -> pl.DataFrame:
        """Read the quarter's rows of the fixed codes."""
        return self._selection.table(table, now=True).filter(pl.col("indicator").is_in(FIXED_CODES))

    def _spelled(self, rows: pl.DataFrame, value: str, low: str, high: str, count: str) -> Iterable[Row]:
        """Spell a number, its limits and the count behind it, as `dashboards.spelling` does."""
        units = self._published.catalogue.select("indicator", "measure", "unit", "decimals")
        numbers = {"value": value, "ci_low": low, "ci_high": high, "denominator": count}
        rows = rows.with_columns(
            **{name: pl.col(column) for name, column in numbers.items()},
            numerator=pl.lit(None, pl.Int64),
        )
        rows = rows.join(units, on="indicator", how="left", maintain_order="left")
        return self._spelling.add(rows, self._names).iter_rows(named=True)


def _urgency(line: Outside) -> int:
    return _URGENCY.index((line.verdict, line.far))
