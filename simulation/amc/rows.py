"""Rows that AMC adds and keeps: a dump of its database holds those that were made before it."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from simulation.arrays import Integers
from simulation.texts import empty_where


@dataclass(frozen=True)
class Rows:
    """A table as it stands in the end; when each row was made, and columns that are empty until some later instant.

    made: UTC seconds; filled: by column, when each row has it.
    """

    table: pl.DataFrame
    made: Integers
    filled: dict[str, Integers] = field(default_factory=dict)

    def at(self, instant: int) -> pl.DataFrame:
        """Give the table as it stood just before an instant."""
        there = np.flatnonzero(self.made < instant)
        table = self.table[there]
        return table.with_columns(
            **{
                column: empty_where(when[there] >= instant, table[column])
                for column, when in self.filled.items()
            }
        )
