"""Which rows the pages and their CSV show, in the public's view and in the owners', whatever the language."""

from functools import cached_property

import polars as pl

from dashboards.published import KEYS, Published, as_text

DIMENSION_CODES = ["DOC-00", "EDU-00", "EMP-00", "INC-00", "HOU-00", "FAM-00", "HEA-00"]
FIXED_CODES = ["ALL-00", "MUL-00", *DIMENSION_CODES]
COVERAGE_CODES = ["COV-01", "COV-02"]
#: the way from a need to its result, step by step, and the vulnerabilities of which the most frequent are shown
CASCADE_CODES = ["PRO-01", "PRO-02", "PRO-03", "PRO-04"]
VULNERABILITY_CODE = "PRV-01"
#: how the fixed codes are split
PEOPLE_BREAKDOWNS = ["sex", "age", "area"]
WITH_NUMBERS = ["published", "warning"]
NUMBERS = ["numerator", "denominator", "value", "ci_low", "ci_high"]
#: of the verdict on a cell: why it is in doubt (null: it is not); on how many UATs a county or the country rests, and
#: which share of them that is
DOUBT = ["reason", "source", "mended_by"]
RESTS = ["uats", "uats_usable"]
SHARE = "share_usable"


class Selection:
    """Rows of one quarter, and totals of the fixed codes in the quarters before it.

    Columns of `published.indicators` and: `internal`, shown in this view, not to the public; `measure`, `unit`
    and `decimals` of the catalogue; DOUBT, RESTS and SHARE. Numbers of a row whose status shows none are dropped here
    once more.
    """

    def __init__(self, published: Published, period: str) -> None:
        self.published, self.period = published, period
        periods = published.indicators["period"].unique().cast(pl.String).sort()
        self.periods: list[str] = periods.filter(periods <= period).to_list()

    def rows(self, own: bool) -> pl.DataFrame:
        """Return the rows of every place as the public sees them, or as their owners do."""
        return self._own if own else self._public

    @cached_property
    def _public(self) -> pl.DataFrame:
        return self._shown(self.published.indicators).with_columns(internal=pl.lit(False))

    @cached_property
    def _own(self) -> pl.DataFrame:
        public = self._public.select(*KEYS, seen=pl.col("status").is_in(WITH_NUMBERS))
        rows = self._shown(self.published.restricted).join(public, on=KEYS, how="left", maintain_order="left")
        hidden = pl.col("status").is_in(WITH_NUMBERS) & ~pl.col("seen").fill_null(False)
        return rows.with_columns(internal=hidden).drop("seen")

    def _shown(self, rows: pl.DataFrame) -> pl.DataFrame:
        before = self._before & (pl.col("breakdown") == "total")
        rows = as_text(rows.filter(self._now | before))
        units = self.published.catalogue.select("indicator", "measure", "unit", "decimals")
        numbers = pl.when(pl.col("status").is_in(WITH_NUMBERS)).then(pl.col(NUMBERS))
        rows = rows.with_columns(numbers).join(units, on="indicator", how="left", maintain_order="left")
        rows = rows.join(self._verdicts, on=KEYS[:4], how="left", maintain_order="left")
        doubtful = pl.col("status").is_in(["warning", "withheld"])
        unreported = (pl.col("status") == "no_data") & (pl.col("reason") == "not-reported")
        return rows.with_columns(pl.when(doubtful | unreported).then(pl.col(DOUBT)))

    @property
    def _now(self) -> pl.Expr:
        return pl.col("period").cast(pl.String) == self.period

    @property
    def _before(self) -> pl.Expr:
        fixed = pl.col("indicator").cast(pl.String).is_in(FIXED_CODES + COVERAGE_CODES)
        return (pl.col("period").cast(pl.String) < self.period) & fixed

    @cached_property
    def _verdicts(self) -> pl.DataFrame:
        """The verdicts on the cells of pages, of all categories of a cell."""
        rows = self.published.verdicts.filter(self._now | self._before)
        return as_text(rows.select(*KEYS[:4], *DOUBT, *RESTS, SHARE))

    @cached_property
    def computed(self) -> set[tuple[str, str, str]]:
        """Which (geo_level, indicator, breakdown) the quarter has rows of: others are not of the catalogue."""
        rows = self.published.indicators.filter(self._now)
        return set(as_text(rows.select("geo_level", "indicator", "breakdown").unique()).iter_rows())

    def differing(self) -> set[str]:
        """Name the places whose owner sees a total of the quarter otherwise than the public does."""
        compared = [*NUMBERS, "benchmark", "status"]
        total = (pl.col("period") == self.period) & (pl.col("breakdown") == "total")
        public = self._public.select(*KEYS, pl.col(compared).name.prefix("public_"))
        both = self._own.filter(total).join(public, on=KEYS, how="left")
        other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"public_{name}")) for name in compared)
        return set(both.filter(other)["geo_code"])
