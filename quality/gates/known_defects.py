"""Known defects: failures that a gate lets pass, up to a bound, until a day, for a reason (seed `known_defects`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from quality.catalogue import seed
from quality.gates.suite import GateFault, Verdict

SCOPE = ("source", "county_code", "siruta")
NEEDED = ("rule", "most", "until", "reason", "accepted_by")
#: rows are never lost, whoever accepts it; what could name a person (gate 4) is not looked up here at all
NEVER = frozenset({"rows_lost", "rows-as-accepted"})


@dataclass(frozen=True)
class KnownDefect:
    """A row of the seed. `most`: up to how many failures, in all that it describes; `until`: the last day."""

    rule: str
    most: int
    until: date
    reason: str
    accepted_by: str
    source: str | None = None
    county_code: str | None = None
    siruta: str | None = None

    def describes(self, failures: pl.DataFrame) -> pl.Expr:
        """Say of rows whether they are of it; one that names a place or source describes no row without."""
        mine = pl.col("rule") == self.rule
        for name in SCOPE:
            if wanted := getattr(self, name):
                told = pl.col(name) if name in failures.columns else pl.lit(None, pl.String)
                mine &= (told == wanted).fill_null(False)
        return mine

    def __str__(self) -> str:
        where = ", ".join(wanted for name in SCOPE if (wanted := getattr(self, name)))
        return f"defectul cunoscut {self.rule}{f' ({where})' if where else ''}"


def known_defects() -> list[KnownDefect]:
    """Read the seed; raises GateFault for a row that lacks something, or that nobody may accept."""
    return [_defect(row) for row in seed("known_defects").iter_rows(named=True)]


def tolerate(
    gate: int, failures: pl.DataFrame, today: date, defects: Sequence[KnownDefect] | None = None
) -> tuple[pl.DataFrame, Verdict]:
    """Take known defects out of counted failures (rule, failures, and what there is of SCOPE).

    Gives the rows, with 0 failures where they are tolerated, and a part of the verdict: what is tolerated, and as
    reasons what no longer is, because it has expired or there is more of it.
    """
    tolerated, refused = [], []
    for defect in known_defects() if defects is None else defects:
        mine = defect.describes(failures)
        total = int(failures.filter(mine)["failures"].sum())
        if not total:
            continue
        if today > defect.until:
            refused.append(f"{defect}: {total}; a fost admis numai până la {defect.until:%d.%m.%Y}")
        elif total > defect.most:
            refused.append(f"{defect}: {total}; se admit cel mult {defect.most}")
        else:
            tolerated.append(
                f"{defect}: {total}, din cel mult {defect.most}, admis până la {defect.until:%d.%m.%Y} "
                f"({defect.accepted_by}): {defect.reason}"
            )
            failures = failures.with_columns(failures=pl.when(mine).then(0).otherwise(pl.col("failures")))
    return failures, Verdict(gate, passed=True, reasons=refused, tolerated=tolerated)


def _defect(row: dict[str, Any]) -> KnownDefect:
    if missing := [name for name in NEEDED if not row[name]]:
        raise GateFault(f"known_defects.csv: {row['rule']} without {', '.join(missing)}")
    if row["rule"] in NEVER:
        raise GateFault(f"known_defects.csv: {row['rule']} is never tolerated")
    return KnownDefect(**row | {"most": int(row["most"]), "until": date.fromisoformat(row["until"])})
