"""The HTML of a number: macros.html.j2 says once how each kind of cell looks, Polars puts the numbers in.

A demo's pages have some 100,000 such cells; a macro called for each would take most of a release's time.
"""

from typing import Any

import polars as pl

from dashboards.formats import spelled

_STATUSES = ("published", "warning", "withheld", "suppressed", "no_data")
_BENCHMARKS = ("better", "worse", "higher", "lower", "similar", "not_compared")


class Cells:
    """Adds `amount`, `short`, `badge` and `part`: HTML made of the macros' text and of the rows' numbers."""

    def __init__(self, macros: Any) -> None:
        self._macros = macros
        self._marks = {status: str(macros.mark(status)) for status in _STATUSES}
        self._badges = {word: str(macros.badge(word)) for word in _BENCHMARKS}
        self._signs = {word: str(macros.sign(word)) for word in _BENCHMARKS}
        self._flags = {
            f"{status} {internal}": str(macros.flags(status, internal == "true"))
            for status in _STATUSES
            for internal in ("true", "false")
        }
        self.nothing = {"amount": self._marks["no_data"], "short": self._marks["no_data"], "badge": ""}
        self.nothing["part"] = self.nothing["amount"]

    def add(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add the four columns to rows with the texts of `dashboards.spelling`, `why`, and their measure.

        `part`, a cell of a dense table, has the mark of a doubtful number without the reason: the total has it.
        """
        kind = pl.concat_str("status", pl.col("internal").cast(pl.String), separator=" ")
        known = pl.col("number").is_not_null()
        mark = pl.col("status").replace_strict(self._marks, return_dtype=pl.String)
        # What has no interval cannot be compared; a place's count says nothing beside the whole country's.
        comparable = known & pl.col("ci_low").is_not_null() & (pl.col("measure") != "count")
        compared = pl.when(comparable).then("benchmark")
        rows = rows.with_columns(
            flags=kind.replace_strict(self._flags, return_dtype=pl.String),
            sign=compared.replace_strict(self._signs, default=None, return_dtype=pl.String),
            badge=compared.replace_strict(self._badges, default=None, return_dtype=pl.String),
            words=spelled(rows["unit"], lambda unit: str(self._macros.unit(unit))),
            reason=spelled(rows["why"], lambda why: str(self._macros.why(why))),
            ci=self._filled("ci"),
            basis=self._filled("basis"),
        )
        rows = rows.with_columns(pl.col("badge", "sign", "words", "ci", "basis", "reason").fill_null(""))
        part = pl.when(known).then(self._filled("part")).otherwise(mark)
        rows = rows.with_columns(part=part, flags=pl.concat_str("flags", "reason"))
        marked = pl.concat_str(mark, "reason")
        cells = {n: pl.when(known).then(self._filled(n)).otherwise(marked) for n in ("amount", "short")}
        return rows.with_columns(**cells).drop("flags", "sign", "words", "ci", "basis", "reason")

    def _filled(self, macro: str) -> pl.Expr:
        """Cut a macro's text where its numbers belong, and put the columns there; null where one is null."""
        template = getattr(self._macros, macro)
        pieces = str(template(*(f"\x00{name}\x00" for name in template.arguments))).split("\x00")
        return pl.concat_str(pl.col(piece) if i % 2 else pl.lit(piece) for i, piece in enumerate(pieces))
