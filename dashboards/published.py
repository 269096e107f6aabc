"""The schema `published` of a warehouse, as Polars frames: all that this package ever reads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import duckdb
import polars as pl

KEYS = ["period", "geo_level", "geo_code", "indicator", "breakdown", "category"]
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
    """One frame per table; `indicators` and `restricted` sorted by KEYS, their words as Enum (sorts as text)."""

    indicators: pl.DataFrame
    restricted: pl.DataFrame
    places: pl.DataFrame
    catalogue: pl.DataFrame
    dimensions: pl.DataFrame
    categories: pl.DataFrame
    provenance: pl.DataFrame

    @classmethod
    def read(cls, warehouse: Path) -> Self:
        """Read every table of `published` from a DuckDB file, read-only; duckdb.Error where one is missing."""
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            frames = {
                table: pl.DataFrame(connection.sql(f"SELECT * FROM published.{table} ORDER BY {order}"))
                for table, order in _ORDER.items()
            }
        values = {
            name: sorted(set().union(*(frames[t][name].unique() for t in ("indicators", "restricted"))) - {None})
            for name in _WORDS
        }
        slim = {name: pl.Enum(words) for name, words in values.items()}
        for table in ("indicators", "restricted"):
            frames[table] = frames[table].cast(slim)  # type: ignore[arg-type]
        return cls(**frames)

    def place(self, geo_code: str) -> dict[str, str | None]:
        """Return one row of `places`; KeyError where the place has no data."""
        rows = self.places.filter(pl.col("geo_code") == geo_code).rows(named=True)
        if not rows:
            raise KeyError(f"no place with data has the code {geo_code}")
        return rows[0]


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """Give rows of `indicators` their words back as plain text, as they stand in the warehouse."""
    return rows.with_columns(pl.col(pl.Enum).cast(pl.String))
