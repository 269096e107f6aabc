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
_WORDS = [*KEYS, "benchmark", "status"]
_ORDER = {
    "indicators": ", ".join(KEYS),
    "restricted": ", ".join(KEYS),
    "places": "geo_level, geo_code",
    "catalogue": "position, indicator",
    "dimensions": "position, dimension",
    "categories": "position, breakdown, category",
    "provenance": "county_code, source, delivery_period, delivery, sha256",
}


@dataclass(frozen=True)
class Published:
    """One frame per table; `indicators` and `restricted` by KEYS, words as Enum (sorts as text)."""

    indicators: pl.DataFrame
    restricted: pl.DataFrame
    places: pl.DataFrame
    catalogue: pl.DataFrame
    dimensions: pl.DataFrame
    categories: pl.DataFrame
    provenance: pl.DataFrame

    @classmethod
    def read(cls, warehouse: Path) -> Self:
        """Read all tables of a DuckDB file, read-only; duckdb.Error where one is missing."""
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            frames = {
                table: connection.sql(f"SELECT * FROM published.{table} ORDER BY {order}").pl()
                for table, order in _ORDER.items()
            }
        values = {
            name: sorted(
                set().union(*(frames[t][name].unique() for t in ("indicators", "restricted"))) - {None}
            )
            for name in _WORDS
        }
        slim = {name: pl.Enum(words) for name, words in values.items()}
        for table in ("indicators", "restricted"):
            frames[table] = frames[table].cast(slim)
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


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """Give rows of `indicators` their words back as plain text, as they stand in the warehouse."""
    return rows.with_columns(pl.col(pl.Enum).cast(pl.String))
