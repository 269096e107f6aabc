"""What is wrong with a delivery: one finding is a rule, a place in a file, and nothing personal."""

from dataclasses import dataclass, field

import polars as pl

from quality.rules import RULES, Effect

SCHEMA = {
    "rule": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "key": pl.Int64,
    "column": pl.String,
    "detail": pl.String,
}


@dataclass
class Findings:
    """Collects findings. `frame()`: rule, file, line (from 1), key (where it is a number), column, detail."""

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
        row = {"rule": rule, "file": file, "line": line, "key": None, "column": column, "detail": detail}
        self.add_rows(rule, pl.DataFrame([row], schema=SCHEMA))

    def add_rows(self, rule: str, rows: pl.DataFrame) -> None:
        """Add a finding a row; `rows` has some of the columns file, line, key, column, detail."""
        if rule not in RULES:
            raise KeyError(f"no rule {rule}")
        if rows.height:
            missing = [pl.lit(None, dtype).alias(name) for name, dtype in SCHEMA.items() if name not in rows.columns]
            self._parts.append(rows.with_columns(missing).with_columns(rule=pl.lit(rule)).select(*SCHEMA).cast(SCHEMA))

    def frame(self) -> pl.DataFrame:
        """All findings, in the order of rules, then of places."""
        parts = pl.concat([pl.DataFrame(schema=SCHEMA), *self._parts])
        order = pl.DataFrame({"rule": list(RULES), "_order": range(len(RULES))})
        return parts.join(order, on="rule", how="left").sort("_order", "file", "line", "column").drop("_order")

    def refuses_delivery(self) -> bool:
        """Say whether a finding refuses the whole delivery."""
        return any(RULES[rule].effect is Effect.REFUSES_DELIVERY for part in self._parts for rule in part["rule"].unique())
