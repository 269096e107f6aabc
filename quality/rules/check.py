"""A rule on the content of one delivery: an expression over a typed table that holds where a row is wrong.

A dotted name is a column of the row that a foreign key points to: `person_id.birth_date`, `plan_id.household_id.uat`.
What is not known is null, and a check on null is no finding. Names that begin with `@` are days that hang on the delivery:
`@period_end`, the quarter's last day, and `@made_on`, the day of the export; null where they are not known. A name
`codes?A|B` says whether the list of codes `codes` holds A or B. `stamp@day` is the day of a moment (UTC) in Bucharest,
`day@number` a day as the number that its digits are, 20251231, `cnp@right` a CNP as a number if its last digit checks the
others, else null; each is found once, where the column itself is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from quality.cnp import check_digit, digits_of
from quality.rules.rule import Dimension, Effect, Rule, Severity
from quality.rules.threshold import Threshold

PERIOD_END, MADE_ON = "@period_end", "@made_on"
HOLDS, OR = "?", "|"
BUCHAREST = "Europe/Bucharest"


def _day(moment: pl.Expr) -> pl.Expr:
    return moment.dt.replace_time_zone("UTC").dt.convert_time_zone(BUCHAREST).dt.date()


def _number(day: pl.Expr) -> pl.Expr:
    return day.dt.year() * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def _right(cnp: pl.Expr) -> pl.Expr:
    digits = digits_of(cnp)
    is_right = cnp.str.contains("^[0-9]{13}$") & (check_digit(digits) == digits[-1])
    return pl.when(is_right).then(cnp.cast(pl.Int64, strict=False))


#: what stands behind a name → what it makes of the column
DERIVED: dict[str, Callable[[pl.Expr], pl.Expr]] = {"@day": _day, "@number": _number, "@right": _right}
Rows = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Link:
    """What a dotted name goes along: a column that holds a key of another table, for rows of which `when` holds."""

    column: str
    table: str
    key: str
    when: pl.Expr | None = None


#: source, table, name → a link that a contract cannot say: where a column points hangs on another one
LINKS: dict[tuple[str, str, str], Link] = {
    ("amc", "interventions", kind): Link(
        "interventionable_id", f"interventionable_{kind}s", "id", pl.col("interventionable_type") == kind
    )
    for kind in ("case", "individual_service")
}


@dataclass(frozen=True)
class Related:
    """A value of those rows of a table that have in the columns `by` what a row of one's own has in `on`.

    `where`: the rows that count. Names may be dotted on both sides.
    """

    table: str
    by: tuple[str, ...]
    on: tuple[str, ...]
    value: pl.Expr
    where: pl.Expr | None = None

    def names(self) -> set[str]:
        """Give the columns of the other table, dotted ones too, that it needs."""
        where = set() if self.where is None else set(self.where.meta.root_names())
        return {*self.by, *self.value.meta.root_names()} | where


@dataclass(frozen=True)
class Check:
    """A rule and what makes a row of one table break it.

    `at`: where the finding is put, `source.table.column`; the rule's first field unless it is given. `related`: names of
    `bad` that are values of rows elsewhere. `whole`: asked of whole deliveries only, as it finds that something is not
    there. `fails`, `passes`: examples, each as text: a line a row, `table: column=value column=value`, without a table
    for the check's own; what an example does not say and a row must have is filled in by its test, whose quarter is
    2025-Q4. `day`: the day that a row is of, of a rule that holds in some quarters only.
    """

    rule: Rule
    bad: pl.Expr
    fails: tuple[str, ...]
    passes: tuple[str, ...]
    at: str = ""
    related: Mapping[str, Related] = field(default_factory=dict)
    whole: bool = False
    day: pl.Expr | None = None

    def __post_init__(self) -> None:
        if self.rule.is_dated != (self.day is not None):
            raise ValueError(
                f"{self.rule.code}: quarters of a rule need the day of a row, and a day needs quarters"
            )

    @property
    def found(self) -> pl.Expr:
        """`bad`, of rows of a day for which the rule holds; a rule of some quarters is not asked where the day is unknown."""
        if self.day is None:
            return self.bad
        quarter = pl.concat_str(self.day.dt.year(), pl.lit("-Q"), self.day.dt.quarter())
        first, last = self.rule.valid_from or "0000-Q1", self.rule.valid_to or "9999-Q4"
        return self.bad & quarter.is_between(pl.lit(first), pl.lit(last))

    @property
    def place(self) -> tuple[str, str, str]:
        """Source, table and column that the finding is put to."""
        source, table, column = (self.at or self.rule.fields[0]).split(".")
        return source, table, column

    def names(self) -> set[str]:
        """Give the columns of the table, dotted ones too, that it needs, without those of `related`."""
        own = set(self.found.meta.root_names()) - self.related.keys()
        return own | {name for one in self.related.values() for name in one.on}

    def rows(self, example: str) -> Rows:
        """Read an example: table → rows, text by column."""
        tables: Rows = {}
        for line in filter(None, map(str.strip, example.splitlines())):
            table, found, cells = line.partition(": ")
            table, cells = (table, cells) if found else (self.place[1], line)
            tables.setdefault(table, []).append(dict(cell.split("=", 1) for cell in cells.split()))
        return tables


def told(
    code: str,
    ro: tuple[str, str],
    en: tuple[str, str],
    severity: Severity,
    dimension: Dimension,
    fields: tuple[str, ...],
    affects: tuple[str, ...],
    mended_by: Literal["team", "office", "us"] = "team",
    *,
    thresholds: tuple[Threshold, ...] = (),
    reason: tuple[str, str] | None = None,
    valid_from: str | None = None,
    valid_to: str | None = None,
) -> Rule:
    """Make a rule that costs nothing: `ro` and `en` are what is wrong, and the remedy."""
    return Rule(
        code,
        Effect.NOTE,
        *ro,
        *en,
        severity=severity,
        dimension=dimension,
        fields=fields,
        affects=affects,
        mended_by=mended_by,
        thresholds=thresholds,
        reason=reason,
        valid_from=valid_from,
        valid_to=valid_to,
    )
