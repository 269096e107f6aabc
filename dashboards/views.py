"""The rows of pages, spelled in one language: the public's view of a place, and the owner's."""

from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from dashboards.cells import Cells
from dashboards.doubts import Doubts
from dashboards.selection import (
    CASCADE_CODES,
    FIXED_CODES,
    NUMBERS,
    PEOPLE_BREAKDOWNS,
    VULNERABILITY_CODE,
    Selection,
)
from dashboards.spelling import TEXTS, Spelling

Row = dict[str, Any]
_KEYS = ["period", "indicator", "breakdown", "category"]
_COLUMNS = [*_KEYS, "status", "benchmark", "internal", "is_share", *NUMBERS, *TEXTS, "why", "rests"]


class Facts:
    """What is known of one place in one view, by indicator; absent rows are no_data.

    Rows have the numbers of `published.indicators`, `is_share` (a number that has its place between 0 and 100 %),
    texts (`dashboards.spelling`; of `dashboards.doubts` `why`, `rests`) and HTML (`amount`, `short`, `badge`, `part`).
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
        self._spelling, self._doubts = Spelling(lang), Doubts(selection.published, lang)
        self._units = selection.published.catalogue.select("unit", f"unit_{lang}").unique()
        nothing = {"status": "no_data", "benchmark": "not_compared", "internal": False, "is_share": False}
        self._nothing: Row = nothing | dict.fromkeys([*NUMBERS, *TEXTS, "why", "rests"]) | cells.nothing
        # what the public sees stands in several editions, an owner's view in its own
        self._facts_of_public = lru_cache(maxsize=256)(lambda code: self._facts(self._public, code))
        self._facts_of_owner = lru_cache(maxsize=8)(lambda code: self._facts(self._own, code))

    def facts(self, geo_code: str, own: bool) -> Facts:
        """Return what one view of a place holds: nothing, if it has no rows in that view."""
        return self._facts_of_owner(geo_code) if own else self._facts_of_public(geo_code)

    def _facts(self, parts: dict[tuple[Any, ...], pl.DataFrame], geo_code: str) -> Facts:
        part = parts.get((geo_code,))
        return Facts([] if part is None else part.rows(named=True), self.period, self._nothing)

    @cached_property
    def _public(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._parts(own=False)

    @cached_property
    def _own(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._parts(own=True)

    def _parts(self, own: bool) -> dict[tuple[Any, ...], pl.DataFrame]:
        """Spell the rows that pages show and part them by place."""
        rows = self._selection.rows(own).filter(_on_pages())
        rows = self._doubts.add(rows.with_columns(is_share=pl.col("unit") == "share"))
        rows = self._cells.add(self._spelling.add(rows, self._units).select(*_COLUMNS, "measure", "geo_code"))
        return rows.drop("measure").partition_by("geo_code", as_dict=True, include_key=False)


def _on_pages() -> pl.Expr:
    """Totals of all indicators, and the few that pages show split; the others stand in the CSV."""
    breakdown, indicator = pl.col("breakdown"), pl.col("indicator")
    return (
        (breakdown == "total")
        | (breakdown.is_in(PEOPLE_BREAKDOWNS) & indicator.is_in(FIXED_CODES))
        | ((breakdown == "dimension") & indicator.is_in(CASCADE_CODES))
        | ((breakdown == "vulnerability") & (indicator == VULNERABILITY_CODE))
    )
