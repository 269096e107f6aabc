"""The numbers of an edition as files: data/ for machines, one CSV per place for people."""

from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import polars as pl

from dashboards.copies import Copies
from dashboards.doubts import Doubts
from dashboards.editions import COUNTRY, Edition
from dashboards.expected import DESCRIBED, NUMBERS, STATISTICS
from dashboards.formats import quarter, spelled
from dashboards.published import TABLES, Published, among, query, quoted
from dashboards.selection import Selection
from dashboards.wording import words

#: the tables of `published` behind files of another name, and those of which an owner has its own rows
_OF_ALL = {"quality": "quality_rates"}
_OF_OWNERS = {"indicators": "restricted", "quality": "restricted_quality", "pooled": "restricted_pooled"}
#: places whose own rows are read together
_TOGETHER = 16


class EditionRows:
    """Write the rows that an edition may see, as it sees them: of the public's edition, or of those of one county.

    The public's and the county's are streamed; of councils the rows of a few are read together and kept in memory.
    `codes`: the county and its UATs.
    """

    def __init__(self, published: Published, codes: list[str], copies: Copies) -> None:
        self._published, self._codes, self._copies = published, sorted(codes), copies
        self._owned = lru_cache(maxsize=len(_OF_OWNERS))(self._read_owned)

    def write(self, edition: Edition, folder: Path) -> None:
        """Write its numbers and the further tables of its kind, as `dashboards.expected` names them."""
        for name in NUMBERS[edition.kind]:
            file, written = folder / f"{name}.parquet", folder / f"{name}.csv"
            same = edition.county_code if name == "above" else edition.home
            self._copies.put(f"{name}.parquet of {same}", file, partial(self._write_numbers, name, edition))
            self._copies.put(f"{name}.csv of {same}", written, partial(_write_parquet_as_csv, file))
        for name in STATISTICS[edition.kind]:
            if edition.kind == "public":
                rows = self._published.rows(_OF_ALL.get(name, name))
            else:
                rows = self._of_owner(_OF_OWNERS[name], edition)
            _write_csv(rows, folder / f"{name}.csv")

    def _write_numbers(self, name: str, edition: Edition, file: Path) -> None:
        """Write numbers as Parquet, in the columns and the order of `published.indicators`."""
        if edition.kind == "public":
            self._published.copy(query("indicators"), file)
        elif edition.kind == "county":
            self._published.copy(self._of_county(str(edition.county_code)), file)
        elif name == "above":
            above = among("geo_code", [COUNTRY, str(edition.county_code)])
            self._published.copy(query("indicators", above), file)
        else:
            self._of_owner(_OF_OWNERS[name], edition).write_parquet(file)

    def _of_county(self, county: str) -> str:
        """Ask for a county's own rows, and those of its UATs and the country as the public sees them."""
        others = among("geo_code", {COUNTRY, *self._codes} - {county})
        return (
            f"SELECT * FROM published.indicators WHERE {others} "
            f"UNION ALL SELECT * FROM published.restricted WHERE geo_code = {quoted(county)} "
            f"ORDER BY {TABLES['indicators']}"
        )

    def _of_owner(self, table: str, edition: Edition) -> pl.DataFrame:
        """Give the rows of a table that are for the edition's own place alone."""
        place = self._codes.index(edition.home)
        nothing, parts = self._owned(table, place // _TOGETHER)
        return parts.get((edition.home,), nothing)

    def _read_owned(self, table: str, group: int) -> tuple[pl.DataFrame, dict[tuple[Any, ...], pl.DataFrame]]:
        codes = self._codes[group * _TOGETHER : (group + 1) * _TOGETHER]
        rows = self._published.rows(table, among("geo_code", codes))
        return rows.clear(), rows.partition_by("geo_code", as_dict=True)


def write_described(published: Published, folder: Path, copies: Copies) -> None:
    """Write what the codes in the tables mean."""
    for name in DESCRIBED:
        copies.put(f"{name}.csv", folder / f"{name}.csv", partial(_write_csv, getattr(published, name)))


def _write_csv(rows: pl.DataFrame, file: Path) -> None:
    rows.write_csv(file, line_terminator="\r\n")


def _write_parquet_as_csv(parquet: Path, file: Path) -> None:
    pl.scan_parquet(parquet).sink_csv(file, line_terminator="\r\n")


class PeopleCsv:
    """The CSV of a page as Romanian Excel opens it: BOM, semicolons, decimal commas, Romanian heads."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._decimals = max(2, *selection.published.catalogue["decimals"])

    def write(self, code: str, own: bool, file: Path) -> None:
        """Write the file of a place in one view: this quarter first, the totals of earlier ones below."""
        rows = (self._own if own else self._public)[(code,)].drop("key")
        rows.write_csv(
            file,
            separator=";",
            decimal_comma=True,
            float_precision=self._decimals,
            include_bom=True,
            line_terminator="\r\n",
        )

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
