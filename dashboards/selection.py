"""Which rows the pages and their CSV show, in the public's view and in the owners', whatever the language."""

from functools import cached_property

import polars as pl

from dashboards.editions import COUNTRY
from dashboards.published import KEYS, Published, among, quoted

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
    """Rows of one quarter, and totals of the fixed codes before it: of a county, its UATs and the country.

    Of the other counties there are the quarter's totals, as lists show them; without a county just these and the
    country. Columns of `published.indicators` and: `internal`, shown in this view, not to the public; `measure`, `unit`
    and `decimals` of the catalogue; DOUBT, RESTS and SHARE. Numbers of a row whose status shows none are dropped here
    once more.
    """

    def __init__(self, published: Published, period: str, county: str | None = None) -> None:
        self.published, self.period = published, period
        periods = published.quarters["period"]
        self.periods: list[str] = periods.filter(periods <= period).to_list()
        places = published.by_code.items()
        #: the geo_codes of the county and its UATs
        self.codes = [code for code, place in places if county and place["county_code"] == county]
        self._here = among("geo_code", [COUNTRY, *self.codes])
        self._now = f"period = {quoted(period)}"
        self._before = f"period < {quoted(period)} AND {among('indicator', FIXED_CODES + COVERAGE_CODES)}"

    def rows(self, own: bool) -> pl.DataFrame:
        """Return the rows of every place as the public sees them, or as their owners do."""
        return self._own if own else self._public

    def table(self, name: str, *, now: bool = False, counties: bool = False) -> pl.DataFrame:
        """Read the rows of a further table: up to the quarter or of it alone, of the other counties too or not."""
        period = self._now if now else f"period <= {quoted(self.period)}"
        where = f"({self._here} OR geo_level = 'county')" if counties else self._here
        return self.published.rows(name, f"{period} AND {where}")

    @cached_property
    def _public(self) -> pl.DataFrame:
        here = f"({self._here} OR geo_level = 'county' AND {self._now} AND breakdown = 'total')"
        return self._shown("indicators", here).with_columns(internal=pl.lit(False))

    @cached_property
    def _own(self) -> pl.DataFrame:
        public = self._public.select(*KEYS, seen=pl.col("status").is_in(WITH_NUMBERS))
        rows = self._shown("restricted", among("geo_code", self.codes))
        rows = rows.join(public, on=KEYS, how="left", maintain_order="left")
        hidden = pl.col("status").is_in(WITH_NUMBERS) & ~pl.col("seen").fill_null(False)
        return rows.with_columns(internal=hidden).drop("seen")

    def _shown(self, table: str, where: str) -> pl.DataFrame:
        shown = f"({self._now} OR {self._before} AND breakdown = 'total') AND {where}"
        rows = self.published.rows(table, shown)
        units = self.published.catalogue.select("indicator", "measure", "unit", "decimals")
        numbers = pl.when(pl.col("status").is_in(WITH_NUMBERS)).then(pl.col(NUMBERS))
        rows = rows.with_columns(numbers).join(units, on="indicator", how="left", maintain_order="left")
        rows = rows.join(self._verdicts, on=KEYS[:4], how="left", maintain_order="left")
        doubtful = pl.col("status").is_in(["warning", "withheld"])
        unreported = (pl.col("status") == "no_data") & (pl.col("reason") == "not-reported")
        return rows.with_columns(pl.when(doubtful | unreported).then(pl.col(DOUBT)))

    @cached_property
    def _verdicts(self) -> pl.DataFrame:
        """The verdicts on the cells of pages, of all categories of a cell."""
        where = f"({self._now} OR {self._before}) AND ({self._here} OR geo_level = 'county')"
        rows = self.published.rows("verdicts", where)
        return rows.select(*KEYS[:4], *DOUBT, *RESTS, SHARE)

    @cached_property
    def computed(self) -> set[tuple[str, str, str]]:
        """Which (geo_level, indicator, breakdown) the quarter has rows of: others are not of the catalogue."""
        rows = self.published.read_query(
            f"SELECT DISTINCT geo_level, indicator, breakdown FROM published.indicators WHERE {self._now}"
        )
        return set(rows.iter_rows())

    @cached_property
    def marked(self) -> dict[str, str]:
        """All places whose first number the public sees with reservations, or not for them: `warning`, `withheld`."""
        first = f"{self._now} AND breakdown = 'total' AND indicator = {quoted(FIXED_CODES[0])}"
        rows = self.published.rows("indicators", f"{first} AND status IN ('warning', 'withheld')")
        return dict(rows.select("geo_code", "status").iter_rows())

    def differing(self) -> set[str]:
        """Name the places whose owner sees a total of the quarter otherwise than the public does."""
        compared = [*NUMBERS, "benchmark", "status"]
        total = (pl.col("period") == self.period) & (pl.col("breakdown") == "total")
        public = self._public.select(*KEYS, pl.col(compared).name.prefix("public_"))
        both = self._own.filter(total).join(public, on=KEYS, how="left")
        other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"public_{name}")) for name in compared)
        return set(both.filter(other)["geo_code"])
