"""How sources report and how often their rules are broken, by place, source and quarter, as `published` says it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import polars as pl

from dashboards.selection import Selection

Row = dict[str, Any]
Quarters = dict[str, Row]
#: every rule of a source together, and every source of a place
ALL = "all"


class Rates:
    """Rows of the page's quarter and of those before it, quarter → row."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        published = selection.published
        #: the sources in order: those of people first
        self.order: list[str] = published.sources.sort("kind", "source")["source"].to_list()

    def reports(self, code: str) -> dict[str, Quarters]:
        """Give the reports of a place by source, of sources of which any was due."""
        found = self._reports.get(code, {})
        return {source: found[source] for source in self.order if source in found}

    def failing(self, code: str, own: bool) -> dict[str, dict[str, Quarters]]:
        """Give how often rules are broken by source and rule, in the public's view or in the place's own."""
        found = (self._own if own else self._public).get(code, {})
        return {source: found[source] for source in self.order if source in found}

    def due(self, code: str) -> Row | None:
        """Give the reports of the page's quarter of all sources together; None where none was due."""
        return self._reports.get(code, {}).get(ALL, {}).get(self._selection.period)

    @cached_property
    def _reports(self) -> dict[str, dict[str, Quarters]]:
        found: dict[str, dict[str, Quarters]] = {}
        for row in self._rows(
            self._selection.table("reporting", counties=True).filter(pl.col("expected") > 0)
        ):
            found.setdefault(row["geo_code"], {}).setdefault(row["source"], {})[row["period"]] = row
        return found

    @cached_property
    def _public(self) -> dict[str, dict[str, dict[str, Quarters]]]:
        return self._broken(self._selection.table("quality_rates"))

    @cached_property
    def _own(self) -> dict[str, dict[str, dict[str, Quarters]]]:
        return self._broken(self._selection.table("restricted_quality"))

    def _broken(self, table: pl.DataFrame) -> dict[str, dict[str, dict[str, Quarters]]]:
        found: dict[str, dict[str, dict[str, Quarters]]] = {}
        for row in self._rows(table):
            rules = found.setdefault(row["geo_code"], {}).setdefault(row["source"], {})
            rules.setdefault(row["rule"], {})[row["period"]] = row
        return found

    def _rows(self, table: pl.DataFrame) -> Iterable[Row]:
        """Give rows as text and numbers; a number beneath a status that shows none is dropped here once more."""
        if "status" in table.columns:
            numbers = ["checked", "failures", "rate"]
            table = table.with_columns(pl.when(pl.col("status") == "published").then(pl.col(numbers)))
        return table.iter_rows(named=True)
