"""An export as text columns of the contract, whichever of the three layouts it came in."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl


@dataclass
class Rows:
    """Rows of one table. `rows`: columns of the contract that the export has, as text; `lines`: where each row stands.

    `read`, `refused`: rows of the file that are not among them, and those of these that were refused.
    """

    file: str
    rows: pl.DataFrame
    lines: np.ndarray
    read: int = 0
    refused: int = 0


@dataclass
class Export:
    """The cases, and the entries of each subform that was exported."""

    cases: Rows
    entries: dict[str, Rows] = field(default_factory=dict)


def rows_of(file: str, columns: list[str], rows: list[dict[str, str | None]], lines: list[int]) -> Rows:
    """Put rows together as text columns."""
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in columns}, schema=dict.fromkeys(columns, pl.String)
    )
    return Rows(file, frame, np.array(lines, dtype=np.int64))
