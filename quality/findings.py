"""What is wrong with a delivery: one finding is a rule, a place in a file, and nothing personal."""

import re
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from quality.rules import RULES, Effect

SCHEMA = {
    "rule": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "key": pl.Int64,
    "column": pl.String,
    "detail": pl.String,
    "siruta": pl.String,
}

LONG_NUMBER = re.compile(r"\d{10,}")
LONGEST_NAME = 120


@dataclass
class Findings:
    """Collects findings. `frame()`: rule, file, line (from 1), key (where it is a number), column, detail, siruta.

    `siruta`: the UAT of the row, as text, where it is known: rows that were refused have none.
    """

    _parts: list[pl.DataFrame] = field(default_factory=list)

    def add(
        self,
        rule: str,
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        detail: str | None = None,
    ) -> None:
        """Add one finding about a delivery, a file or a column. `detail` must not come from a personal field."""
        if rule not in RULES:
            raise KeyError(f"no rule {rule}")
        row = (rule, printable(file), line, None, column, printable(detail), None)
        self._parts.append(pl.DataFrame([row], schema=SCHEMA, orient="row"))

    def add_rows(self, rule: str, rows: pl.DataFrame) -> None:
        """Add a finding a row; `rows` has some of the columns file, line, key, column, detail."""
        if rule not in RULES:
            raise KeyError(f"no rule {rule}")
        if rows.height:
            given = {name: pl.col(name) if name in rows.columns else pl.lit(None) for name in SCHEMA}
            columns = (
                expr.cast(SCHEMA[name]).alias(name) for name, expr in (given | {"rule": pl.lit(rule)}).items()
            )
            self._parts.append(rows.select(columns))

    def told_of(self, file: str) -> pl.DataFrame:
        """Give line and column of what was found in the rows of a file."""
        return self._all().filter(pl.col("line").is_not_null(), file=file).select("line", "column")

    def lines(self) -> dict[str, np.ndarray]:
        """Give the lines of each file in whose rows something was found."""
        rows = self._all().filter(pl.col("line").is_not_null()).partition_by("file", as_dict=True)
        return {str(file): lines["line"].unique().to_numpy() for (file,), lines in rows.items()}

    def frame(self) -> pl.DataFrame:
        """All findings, in the order of rules, then of places."""
        order = pl.DataFrame({"rule": list(RULES), "_order": range(len(RULES))})
        ordered = self._all().join(order, on="rule", how="left", maintain_order="left")
        return ordered.sort("_order", "file", "line", "column", maintain_order=True).drop("_order")

    def locate(self, rows: pl.DataFrame) -> None:
        """Tell findings of rows their UAT. `rows`: file, line, siruta."""
        places = rows.unique(["file", "line"], keep="first")
        found = (
            self.frame().drop("siruta").join(places, on=["file", "line"], how="left", maintain_order="left")
        )
        self._parts = [found.select(list(SCHEMA))]

    def _all(self) -> pl.DataFrame:
        """Give what was found in the order in which it was."""
        self._parts = [pl.concat([pl.DataFrame(schema=SCHEMA), *self._parts])]
        return self._parts[0]

    def refuses_delivery(self) -> bool:
        """Say whether a finding refuses the whole delivery."""
        rules = {rule for part in self._parts for rule in part["rule"].unique()}
        return any(RULES[rule].effect is Effect.REFUSES_DELIVERY for rule in rules)


def printable(name: str | None) -> str | None:
    """Make a name that somebody else chose fit for a message.

    What cannot be printed becomes `?`, a number long enough for a phone or a CNP `#`; long names are cut.
    """
    if name is None:
        return None
    shown = LONG_NUMBER.sub("#", "".join(sign if sign.isprintable() else "?" for sign in name))
    return shown if len(shown) <= LONGEST_NAME else f"{shown[: LONGEST_NAME - 1]}…"
