"""The numbers of an edition as files: data/ for machines, one CSV per place for people."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from dashboards.doubts import Doubts
from dashboards.editions import Edition
from dashboards.expected import DESCRIBED
from dashboards.formats import quarter, spelled
from dashboards.published import KEYS, Published, as_text
from dashboards.selection import Selection
from dashboards.wording import words


class EditionRows:
    """Hand out the rows of `published` that an edition may see, as it sees them."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._parts = published.indicators.partition_by("geo_code", as_dict=True)
        self._owners = published.restricted.partition_by("geo_code", as_dict=True)

    def of(self, edition: Edition, codes: Iterable[str]) -> pl.DataFrame:
        """Return the rows of these places in the columns of `published.indicators`, sorted by KEYS."""
        if edition.kind == "public":
            return as_text(self._published.indicators)
        columns = self._published.indicators.columns
        frames = [
            (self._owners if code == edition.owner else self._parts)[(code,)].select(columns)
            for code in codes
        ]
        return as_text(pl.concat(frames).sort(KEYS))

    def statistics(self, edition: Edition) -> dict[str, pl.DataFrame]:
        """Return the further tables of an edition by name (`expected.STATISTICS`); an owner has its own rows."""
        published = self._published
        if edition.kind == "public":
            tables = {"funnel": published.funnel, "trend": published.trend, "verdicts": published.verdicts}
            tables |= {"reporting": published.reporting, "quality": published.quality_rates}
        else:
            quality = self._quality.get((edition.owner,), published.restricted_quality.clear())
            pooled = self._pooled.get((edition.owner,), published.restricted_pooled.clear())
            tables = (
                {"pooled": pooled, "quality": quality} if edition.kind == "council" else {"quality": quality}
            )
        return {name: as_text(table) for name, table in tables.items()}

    @cached_property
    def _quality(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._published.restricted_quality.partition_by("geo_code", as_dict=True)

    @cached_property
    def _pooled(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._published.restricted_pooled.partition_by("geo_code", as_dict=True)


def write_data(
    published: Published, rows: pl.DataFrame, statistics: Mapping[str, pl.DataFrame], folder: Path
) -> None:
    """Write the rows as CSV (RFC 4180) and Parquet, `statistics`, and what their codes mean."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"indicators": rows, **statistics, **{name: getattr(published, name) for name in DESCRIBED}}
    for name, table in tables.items():
        table.write_csv(folder / f"{name}.csv", line_terminator="\r\n")
    rows.write_parquet(folder / "indicators.parquet")


class PeopleCsv:
    """The CSV of a page as Romanian Excel opens it: BOM, semicolons, decimal commas, Romanian heads."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._decimals = max(2, *selection.published.catalogue["decimals"])
        self.file = lru_cache(maxsize=512)(self._file)

    def _file(self, code: str, own: bool) -> bytes:
        """Return the file of a place in one view: this quarter first, the totals of earlier ones below."""
        rows = (self._own if own else self._public)[(code,)].drop("key")
        text = rows.write_csv(
            separator=";",
            decimal_comma=True,
            float_precision=self._decimals,
            include_bom=True,
            line_terminator="\r\n",
        )
        return text.encode()

    @cached_property
    def _public(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._sheets(own=False)

    @cached_property
    def _own(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._sheets(own=True)

    def _sheets(self, own: bool) -> dict[tuple[Any, ...], pl.DataFrame]:
        text, published = words("ro"), self._selection.published
        names = {row["geo_code"]: text.title(row) for row in published.places.iter_rows(named=True)}
        indicators = published.catalogue.select(
            "indicator", "unit_ro", indicator_name="name_ro", indicator_order=pl.int_range(pl.len())
        )
        parts = published.categories.select(
            "breakdown",
            "category",
            "breakdown_name_ro",
            category_name="name_ro",
            part_order=pl.int_range(pl.len()),
        )
        rows = Doubts(published, "ro").add(self._selection.rows(own))
        rows = rows.join(indicators, on="indicator", how="left")
        rows = rows.join(parts, on=["breakdown", "category"], how="left")
        rows = rows.sort(
            pl.col("period").rank("dense", descending=True), "indicator_order", "part_order", "geo_code"
        )
        columns = {
            "period": _worded("period", lambda value: quarter(text("quarter.short"), value)),
            "geo_code": pl.col("geo_code"),
            "place": _worded("geo_code", names.__getitem__),
            "indicator": pl.col("indicator"),
            "name": pl.col("indicator_name"),
            "breakdown": pl.col("breakdown_name_ro"),
            "category": pl.col("category_name"),
            "numerator": pl.col("numerator"),
            "denominator": pl.col("denominator"),
            "unit": pl.col("unit_ro"),
            **{name: _in_percent(name) for name in ("value", "ci_low", "ci_high")},
            "benchmark": _worded("benchmark", lambda value: text(f"benchmark.{value}")),
            "status": _worded("status", lambda value: text(f"status.{value}")),
            "why": pl.col("why"),
            "rests": pl.col("rests"),
        }
        sheet = rows.select(
            pl.col("geo_code").alias("key"), *(c.alias(text(f"csv.{n}")) for n, c in columns.items())
        )
        return sheet.partition_by("key", as_dict=True)


def _worded(column: str, spell: Callable[[str], str]) -> pl.Expr:
    return pl.col(column).map_batches(lambda values: spelled(values, spell), return_dtype=pl.String)


def _in_percent(column: str) -> pl.Expr:
    """Put shares in percent, as people read them; other units stay."""
    return pl.when(pl.col("unit") == "share").then(pl.col(column) * 100).otherwise(pl.col(column))
