"""The schema `published` of a warehouse, as Polars frames: all that this package ever reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import duckdb
import polars as pl

KEYS = ["period", "geo_level", "geo_code", "indicator", "breakdown", "category"]
Place = Mapping[str, str | None]
Rule = Mapping[str, str | None]
_TOTAL_KEYS = ", ".join(KEYS[:4])
#: every table, and how its rows are ordered
TABLES = {
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
#: lists and catalogues, which are the same for every place and are read whole
_WHOLE = list(TABLES)[list(TABLES).index("sources") :]
#: what DuckDB may hold; what it sorts beyond that goes to disk
_MEMORY = "256MB"


@dataclass(frozen=True)
class Published:
    """Lists and catalogues whole, a frame each; of the tables of numbers the rows that are asked for.

    `restricted`, `restricted_pooled` and `restricted_quality` are for the place of each row alone.
    """

    warehouse: Path
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
        """Open a DuckDB file, read-only; duckdb.Error where a list is missing."""
        with _open(warehouse) as connection:
            return cls(warehouse, **{name: connection.sql(query(name)).pl() for name in _WHOLE})

    def open(self) -> duckdb.DuckDBPyConnection:
        """Connect to the warehouse: until the connection is closed, others open without reading its catalogue again."""
        return _open(self.warehouse)

    def rows(self, table: str, where: str = "true") -> pl.DataFrame:
        """Read the rows of a table that meet a condition in SQL, in the table's order."""
        return self.read_query(query(table, where))

    def read_query(self, sql: str) -> pl.DataFrame:
        """Read what a query gives."""
        with self.open() as connection:
            return connection.sql(sql).pl()

    def copy(self, sql: str, file: Path) -> None:
        """Write what an ordered query gives as Parquet, whatever its size: the same rows give the same bytes."""
        with self.open() as connection:
            connection.execute(f"COPY ({sql}) TO {quoted(str(file))} (FORMAT parquet, COMPRESSION zstd)")

    @cached_property
    def by_code(self) -> dict[str, Place]:
        """The rows of `places` by geo_code, in its order."""
        return {row["geo_code"]: row for row in self.places.iter_rows(named=True)}

    @cached_property
    def counties(self) -> list[str]:
        """The codes of the counties in which there are places, sorted."""
        return sorted({place["county_code"] or "" for place in self.by_code.values()} - {""})

    @cached_property
    def by_rule(self) -> dict[str, Rule]:
        """The rows of `rules` by rule."""
        return {row["rule"]: row for row in self.rules.iter_rows(named=True)}


def quoted(value: str) -> str:
    """Write a text as SQL does."""
    return "'" + value.replace("'", "''") + "'"


def among(column: str, values: Iterable[str]) -> str:
    """Write the condition that a column is one of some texts."""
    return f"{column} IN ({', '.join(map(quoted, sorted(values))) or 'NULL'})"


def query(table: str, where: str = "true") -> str:
    """Ask for the rows of a table that meet a condition, in the table's order."""
    return f"SELECT * FROM published.{table} WHERE {where} ORDER BY {TABLES[table]}"


def _open(warehouse: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(warehouse), read_only=True, config={"memory_limit": _MEMORY})
