"""The rows of pages, spelled in one language: the public's view of a place, and the owner's."""

from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from dashboards.cells import Cells
from dashboards.formats import formats, spelled
from dashboards.selection import FIXED_CODES, NUMBERS, Selection
from dashboards.wording import words

Row = dict[str, Any]
_TEXTS = ["share", "interval", "num", "den", "of"]
_COLUMNS = [
    "period",
    "indicator",
    "breakdown",
    "category",
    "status",
    "benchmark",
    "internal",
    *NUMBERS,
    *_TEXTS,
]


class Facts:
    """What is known of one place in one view, by indicator; absent rows are no_data.

    Rows have the numbers of `published.indicators`, their texts (`share`, `interval`, `num`, `den`; `of`:
    "3 din 40") and HTML (`amount`, `short`, `badge`, `part`).
    """

    def __init__(self, rows: list[Row], period: str, nothing: Row) -> None:
        self._period, self._nothing = period, nothing
        self._rows = {(r["period"], r["indicator"], r["breakdown"], r["category"]): r for r in rows}

    def now(self, indicator: str, breakdown: str = "total", category: str = "all") -> Row:
        """Return the row of the page's quarter."""
        return self._rows.get((self._period, indicator, breakdown, category), self._nothing)

    def then(self, indicator: str, period: str) -> Row:
        """Return the total of a quarter."""
        return self._rows.get((period, indicator, "total", "all"), self._nothing)


class Views:
    """Both views of every place in one language."""

    def __init__(self, selection: Selection, lang: str, cells: Cells) -> None:
        self.period, self.periods = selection.period, selection.periods
        self._selection, self._cells = selection, cells
        self._formats, self._of = formats(lang), words(lang)("of")
        empty = dict.fromkeys([*NUMBERS, *_TEXTS])
        self._nothing: Row = (
            {"status": "no_data", "benchmark": "not_compared", "internal": False} | empty | cells.nothing
        )
        self.facts = lru_cache(maxsize=256)(self._facts)

    def _facts(self, geo_code: str, own: bool) -> Facts:
        """Return what one view of a place holds: nothing, if it has no rows in that view."""
        part = (self._own if own else self._public).get((geo_code,))
        return Facts([] if part is None else part.rows(named=True), self.period, self._nothing)

    @cached_property
    def _public(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._parts(own=False)

    @cached_property
    def _own(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._parts(own=True)

    def _parts(self, own: bool) -> dict[tuple[Any, ...], pl.DataFrame]:
        """Spell the rows that pages show (breakdowns: of the fixed codes) and part them by place."""
        rows = self._selection.rows(own)
        rows = rows.filter((pl.col("breakdown") == "total") | pl.col("indicator").is_in(FIXED_CODES))
        share = self._spelled(rows, "value", self._formats.percent)
        low = self._spelled(rows, "ci_low", self._formats.percent_bare)
        high = self._spelled(rows, "ci_high", self._formats.percent)
        num, den = (spelled(rows[name], self._formats.number) for name in ("numerator", "denominator"))
        rows = rows.with_columns(
            share.alias("share"), low.alias("low"), high.alias("high"), num.alias("num"), den.alias("den")
        )
        rows = rows.with_columns(
            interval=pl.concat_str("low", pl.lit("–"), "high"),
            of=pl.concat_str("num", pl.lit(f" {self._of} "), "den"),
        )
        rows = self._cells.add(rows.select(*_COLUMNS, "geo_code"))
        return rows.partition_by("geo_code", as_dict=True, include_key=False)

    def _spelled(self, rows: pl.DataFrame, column: str, as_share: Any) -> pl.Series:
        """Spell shares in percent and other units as numbers, one decimal each."""
        share = rows.select(pl.when("is_share").then(pl.col(column).round(3))).to_series()
        other = rows.select(pl.when(~pl.col("is_share")).then(pl.col(column).round(1))).to_series()
        return spelled(share, as_share).fill_null(spelled(other, self._formats.number))
