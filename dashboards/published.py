"""The schema `published` of a warehouse, as Polars frames: all that this package ever reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import duckdb
import polars as pl

KEYS = ["period", "geo_level", "geo_code", "indicator", "breakdown", "category"]
Place = Mapping[str, str | None]
Rule = Mapping[str, str | None]
_WORDS = [*KEYS, "benchmark", "status", "signal", "direction"]
_WORDS += ["verdict", "reason", "source", "mended_by", "rule"]
_TOTAL_KEYS = ", ".join(KEYS[:4])
_ORDER = {
    "indicators": ", ".join(KEYS),
    "restricted": ", ".join(KEYS),
    "funnel": _TOTAL_KEYS,
    "trend": _TOTAL_KEYS,
    "restricted_pooled": _TOTAL_KEYS,
    "verdicts": _TOTAL_KEYS,
    "reporting": "period, source, geo_level, geo_code",
    "quality_rates": "period, geo_level, geo_code, source, rule",
    "restricted_quality": "period, geo_level, geo_code, source, rule",
    "sources": "source",
    "rules": "rule",
    "places": "geo_level, geo_code",
    "catalogue": "position, indicator",
    "dimensions": "position, dimension",
    "categories": "position, breakdown, category",
    "provenance": "county_code, source, delivery_period, delivery, sha256",
    "quarters": "period",
}
#: tables of numbers, whose words are few and repeat
_LONG = ["indicators", "restricted", "funnel", "trend", "restricted_pooled"]
_LONG += ["verdicts", "reporting", "quality_rates", "restricted_quality"]


@dataclass(frozen=True)
class Published:
    """One frame per table; those of numbers by KEYS (or the first four: totals), words as Enum (sorts as text).

    `restricted`, `restricted_pooled` and `restricted_quality` are for the place of each row alone.
    """

    indicators: pl.DataFrame
    restricted: pl.DataFrame
    funnel: pl.DataFrame
    trend: pl.DataFrame
    restricted_pooled: pl.DataFrame
    verdicts: pl.DataFrame
    reporting: pl.DataFrame
    quality_rates: pl.DataFrame
    restricted_quality: pl.DataFrame
    sources: pl.DataFrame
    rules: pl.DataFrame
    places: pl.DataFrame
    catalogue: pl.DataFrame
    dimensions: pl.DataFrame
    categories: pl.DataFrame
    provenance: pl.DataFrame
    quarters: pl.DataFrame

    @classmethod
    def read(cls, warehouse: Path) -> Self:
        """Read all tables of a DuckDB file, read-only; duckdb.Error where one is missing."""
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            frames = {
                table: connection.sql(f"SELECT * FROM published.{table} ORDER BY {order}").pl()
                for table, order in _ORDER.items()
            }
        slim = {}
        for name in _WORDS:
            columns = [frames[table][name] for table in _LONG if name in frames[table].columns]
            slim[name] = pl.Enum(sorted(set().union(*(column.unique() for column in columns)) - {None}))
        for table in _LONG:
            frame = frames[table]
            frames[table] = frame.cast({n: words for n, words in slim.items() if n in frame.columns})
        return cls(**frames)

    @staticmethod
    def read_places(warehouse: Path) -> pl.DataFrame:
        """Read just the table of places."""
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            return connection.sql(f"SELECT * FROM published.places ORDER BY {_ORDER['places']}").pl()

    @cached_property
    def by_code(self) -> dict[str, Place]:
        """The rows of `places` by geo_code, in its order."""
        return {row["geo_code"]: row for row in self.places.iter_rows(named=True)}

    @cached_property
    def by_rule(self) -> dict[str, Rule]:
        """The rows of `rules` by rule."""
        return {row["rule"]: row for row in self.rules.iter_rows(named=True)}


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """Give rows of numbers their words back as plain text, as they stand in the warehouse."""
    return rows.with_columns(pl.col(pl.Enum).cast(pl.String))
