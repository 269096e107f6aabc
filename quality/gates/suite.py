"""A gate's suite: bounds on the measures of a small table of counts, and the verdict of holding them against it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl


class GateFault(Exception):
    """A gate could not judge: a fault of ours, not of the data."""


@dataclass(frozen=True)
class Bound:
    """What a measure may be. `message`: what it means that it is not, in Romanian; `reason`: why just this bound."""

    measure: str
    message: str
    reason: str
    least: float | None = None
    most: float | None = None

    def broken(self) -> pl.Expr:
        """Say of rows whether they break it; null does not."""
        least = -float("inf") if self.least is None else self.least
        most = float("inf") if self.most is None else self.most
        return ~pl.col(self.measure).is_between(least, most)


@dataclass(frozen=True)
class Verdict:
    """What a gate says. `reasons`: a sentence each, nothing personal; `tolerated`: known defects that it let pass."""

    gate: int
    passed: bool
    reasons: list[str] = field(default_factory=list)
    tolerated: list[str] = field(default_factory=list)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.gate,
            self.passed and other.passed,
            self.reasons + other.reasons,
            self.tolerated + other.tolerated,
        )


@dataclass(frozen=True)
class Suite:
    """The bounds on one table. `subject`: the column that says what a row is about; `notes`: what the table counts."""

    gate: int
    name: str
    subject: str
    notes: str
    bounds: Sequence[Bound]

    def judge(self, rows: pl.DataFrame, docs: Path | None) -> Verdict:
        """Hold the bounds against the rows. `docs`: where the data docs are written; None: nowhere.

        No rows is no verdict: something that should have counted has not. Raises GateFault.
        """
        from quality.gates.expectations import outcomes

        if not rows.height:
            raise GateFault(f"gate {self.gate}: nothing to judge in {self.name}")
        held = outcomes(self, rows, docs)
        reasons = [
            f"{row[self.subject]}: {bound.message} ({bound.measure} = {row[bound.measure]:g})"
            for bound, holds in zip(self.bounds, held, strict=True)
            if not holds
            for row in rows.filter(bound.broken()).iter_rows(named=True)
        ]
        return Verdict(self.gate, all(held), reasons)
