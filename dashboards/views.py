"""The rows that pages show, spelled in one language: the public's view of a place, and the owner's."""

from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from dashboards.formats import formats, spelled
from dashboards.published import KEYS, Published, as_text

DIMENSION_CODES = ["DOC-00", "EDU-00", "EMP-00", "INC-00", "HOU-00", "FAM-00", "HEA-00"]
FIXED_CODES = ["ALL-00", "MUL-00", *DIMENSION_CODES]
COVERAGE_CODES = ["COV-01", "COV-02"]
WITH_NUMBERS = ["published", "warning"]

Row = dict[str, Any]
_NUMBERS = ["numerator", "denominator", "value", "ci_low", "ci_high"]
_TEXTS = ["share", "interval", "num", "den"]
_NOTHING: Row = {"status": "no_data", "benchmark": "not_compared", "internal": False} | dict.fromkeys(_NUMBERS + _TEXTS)


class Facts:
    """What is known of one place in one view: `now(indicator)`, `then(indicator, period)`; absent rows are no_data."""

    def __init__(self, rows: list[Row], period: str) -> None:
        self.period = period
        self._rows = {(r["period"], r["indicator"], r["breakdown"], r["category"]): r for r in rows}

    def now(self, indicator: str, breakdown: str = "total", category: str = "all") -> Row:
        """Return the row of the page's quarter."""
        return self._rows.get((self.period, indicator, breakdown, category), _NOTHING)

    def then(self, indicator: str, period: str) -> Row:
        """Return the total of a quarter."""
        return self._rows.get((period, indicator, "total", "all"), _NOTHING)


class Views:
    """Both views of every place in one language, at the end of `period`, with the quarters before it.

    Rows have the columns of `published.indicators`, `share`, `interval`, `num`, `den` as text, and `internal`: shown
    here, but not to the public.
    """

    def __init__(self, published: Published, period: str, lang: str) -> None:
        self.period = period
        self._lang = lang
        self._published = published
        periods = published.indicators["period"].unique().cast(pl.String).sort()
        self.periods: list[str] = periods.filter(periods <= period).to_list()
        self.facts = lru_cache(maxsize=512)(self._facts)

    def of(self, geo_code: str, own: bool) -> pl.DataFrame:
        """Return the rows of a place that pages and their CSV show; the owner's view where `own`."""
        return (self._own if own else self._public).get((geo_code,), self._none)

    def _facts(self, geo_code: str, own: bool) -> Facts:
        return Facts(self.of(geo_code, own).rows(named=True), self.period)

    @cached_property
    def _public(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._parts(self._published.indicators.with_columns(internal=pl.lit(False)))

    @cached_property
    def _own(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        public = self._published.indicators.select(*KEYS, seen=pl.col("status").is_in(WITH_NUMBERS))
        rows = self._published.restricted.join(public, on=KEYS, how="left", maintain_order="left")
        hidden = pl.col("status").is_in(WITH_NUMBERS) & ~pl.col("seen").fill_null(False)
        return self._parts(rows.with_columns(internal=hidden).drop("seen"))

    @cached_property
    def _none(self) -> pl.DataFrame:
        return next(iter(self._public.values())).clear()

    def _parts(self, rows: pl.DataFrame) -> dict[tuple[Any, ...], pl.DataFrame]:
        now = pl.col("period").cast(pl.String) == self.period
        before = (pl.col("period").cast(pl.String) < self.period) & (pl.col("breakdown") == "total")
        fixed = pl.col("indicator").cast(pl.String).is_in(FIXED_CODES + COVERAGE_CODES)
        shown = as_text(rows.filter(now | (before & fixed)))
        return self._spelled(shown).partition_by("geo_code", as_dict=True)

    def _spelled(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add the texts; numbers of a row whose status shows none are dropped here once more."""
        spell = formats(self._lang)
        units = self._published.catalogue.select("indicator", is_share=pl.col("unit") == "share")
        shown = pl.col("status").is_in(WITH_NUMBERS)
        rows = rows.with_columns(pl.when(shown).then(pl.col(_NUMBERS)).otherwise(None))
        rows = rows.join(units, on="indicator", how="left", maintain_order="left")
        for name, as_share in (("value", spell.percent), ("ci_low", spell.percent_bare), ("ci_high", spell.percent)):
            share = rows.select(pl.when("is_share").then(pl.col(name).round(3))).to_series()
            other = rows.select(pl.when(~pl.col("is_share")).then(pl.col(name).round(1))).to_series()
            text = pl.coalesce(spelled(share, as_share), spelled(other, spell.number))
            rows = rows.with_columns(text.alias(f"{name}_text"))
        return rows.with_columns(
            spelled(rows["numerator"], spell.number).alias("num"),
            spelled(rows["denominator"], spell.number).alias("den"),
            pl.col("value_text").alias("share"),
            pl.concat_str("ci_low_text", pl.lit("–"), "ci_high_text").alias("interval"),
        ).drop("value_text", "ci_low_text", "ci_high_text", "is_share")


def differing(published: Published, period: str) -> set[str]:
    """Name the places whose totals of `period` the owner sees otherwise than the public."""
    columns = [*_NUMBERS, "benchmark", "status"]
    rows = published.restricted.filter((pl.col("period").cast(pl.String) == period) & (pl.col("breakdown") == "total"))
    public = published.indicators.select(*KEYS, *(pl.col(c).alias(f"public_{c}") for c in columns))
    both = rows.join(public, on=KEYS, how="left")
    other = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"public_{c}")) for c in columns)
    return set(both.filter(other)["geo_code"].cast(pl.String).unique())
