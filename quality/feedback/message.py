"""What a sender is told about a delivery, as data. Text, page and workbook are made of it and say the same.

Findings that differ in nothing but their line, and in what their rule lists, are one item. The most useful comes first:
what refuses the delivery, then errors by the records and indicators that they spoil, then warnings, then notes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from quality.catalogue import seed
from quality.feedback import spelling
from quality.findings import LONG_NUMBER, printable
from quality.rules import RULES, Effect, Rule
from quality.rules.rule import Severity

REFUSAL = "refusal"
#: grade → the heading of what is of it, and its name where it stands by itself, in the order in which they are told
GRADES = {
    REFUSAL: ("Livrarea este refuzată pentru că:", "refuză livrarea"),
    Severity.ERROR.value: ("De corectat, întâi ce strică cel mai mult:", "eroare"),
    Severity.WARNING.value: ("De verificat:", "avertisment"),
    Severity.NOTE.value: ("De știut:", "notă"),
}
COSTS = {
    Effect.REFUSES_DELIVERY: "nu se primește nimic din livrare",
    Effect.REFUSES_ROW: "înregistrarea este refuzată",
    Effect.EMPTIES_FIELD: "câmpul rămâne gol, înregistrarea se numără",
    Effect.NOTE: "datele rămân cum au venit",
}
MENDERS = {
    "team": "echipa care lucrează cu oamenii",
    "office": "biroul care trimite datele",
    "us": "administratorul depozitului de date",
}
LINES_SHOWN = 5
NAMES_SHOWN = 12
PLACES_SHOWN = 5
SPOTS_SHOWN = 200
ITEMS_OF_A_RULE = 25
WORDS = ("file", "column", "detail")


@dataclass(frozen=True)
class Item:
    """One thing that is wrong, in one place of the delivery.

    `message`: what is wrong; `where`: what of its place the message does not name. `lines`: the first of `line_count`
    lines; `spots`: line, key and UAT of the first of `times` findings; `places`: the first of `place_count` UATs with
    how often each. `more`: how many items of the same rule, and findings in them, are told in the workbook alone; only
    the last that is shown says so.
    """

    rule: Rule
    grade: str
    message: str
    file: str | None
    column: str | None
    times: int
    lines: tuple[int, ...]
    line_count: int
    spots: tuple[tuple[int | None, str, str], ...]
    places: tuple[tuple[str, int], ...]
    place_count: int
    more: tuple[int, int] = (0, 0)

    @property
    def where(self) -> str:
        """Say which file and column, but for those that the message names, how often and on which lines."""
        named = self.rule.for_sender
        places = []
        if self.file and "{file}" not in named:
            places.append(f"în {self.file}")
        if self.column and "{column}" not in named:
            places.append(f"{'coloanele' if '+' in self.column else 'coloana'} {self.column}")
        said = [", ".join(places)] if places else []
        if self.lines:
            said.append(f"{spelling.times(self.times)}, la {spelling.lines(self.lines, self.line_count)}")
        where = ": ".join(said)
        return f"{where[0].upper()}{where[1:]}." if where else ""

    @property
    def localities(self) -> str:
        """Say of which UATs the records are: `Acâș × 12, Supur × 3`."""
        return spelling.listed(
            [f"{name} × {spelling.number(count)}" for name, count in self.places], self.place_count
        )


@dataclass(frozen=True)
class Message:
    """All that a sender is told.

    `tables`: table, read, accepted, refused. `items`: those that are shown, in their order. `findings`: each of them,
    `rank` being the number of its item, in the order of the items. `uats`: the names of those that they speak of.
    """

    name: str
    source: str | None
    period: str | None
    refused: bool
    tables: Sequence[dict[str, Any]]
    items: list[Item]
    findings: pl.DataFrame
    uats: dict[str, str]

    @property
    def verdict(self) -> str:
        """The word of the verdict."""
        return "REFUZATĂ" if self.refused else "ACCEPTATĂ"

    @property
    def origin(self) -> str:
        """Say from where and for when it is, as far as that is known."""
        named = [("Sursa: {}", self.source), ("Trimestrul: {}", self.period)]
        return ". ".join(words.format(value) for words, value in named if value)

    @property
    def tables_heading(self) -> str:
        """The heading of the counts."""
        return (
            "Ce s-a citit (dintr-o livrare refuzată nu se primește nimic):" if self.refused else "Ce a sosit:"
        )

    def total(self, count: str) -> int:
        """Add up a count of all tables."""
        return sum(int(table[count]) for table in self.tables)

    def graded(self, grade: str) -> list[Item]:
        """Give the items of a grade."""
        return [item for item in self.items if item.grade == grade]


def compose(
    name: str,
    findings: pl.DataFrame,
    tables: Sequence[dict[str, Any]],
    source: str | None = None,
    period: str | None = None,
) -> Message:
    """Make the message on a delivery. `source`: the title of its source."""
    ranked = _ranked(findings, tables)
    uats = _uats(ranked["siruta"])
    items = _items(_summed(ranked), _localities(ranked, uats), uats)
    refused = any(item.grade == REFUSAL for item in items)
    return Message(printable(name) or "", source, period, refused, tables, items, ranked, uats)


def grade_of(rule: Rule) -> str:
    """Say under which heading a rule is told."""
    return REFUSAL if rule.effect is Effect.REFUSES_DELIVERY else rule.severity.value


def words_of(rule: Rule, **words: str | None) -> str:
    """Say what is wrong; `words`: file, column, detail."""
    return rule.for_sender.format(**words)


def shown_key(key: int | None) -> str:
    """Write a record's key; one long enough for a phone or a CNP is `#`."""
    return "" if key is None else LONG_NUMBER.sub("#", str(key))


@cache
def indicators_of(affects: tuple[str, ...]) -> int:
    """Count the indicators whose codes begin as given; `*` for all."""
    codes = seed("indicators")["indicator"].to_list()
    return sum(any(start == "*" or code.startswith(start) for start in affects) for code in codes)


def _ranked(findings: pl.DataFrame, tables: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Give the findings in the order in which they are told, `rank` being the number of their item."""
    if "siruta" not in findings.columns:
        findings = findings.with_columns(siruta=pl.lit(None, pl.String))
    grouped = findings.with_columns(
        pl.when(pl.col("rule").is_in(_that_list(word))).then(None).otherwise(word).alias(f"_{word}")
        for word in WORDS
    )
    by = ["rule", *(f"_{word}" for word in WORDS)]
    sizes = grouped.group_by(by, maintain_order=True).agg(
        _records=pl.struct("file", "line").n_unique(), _lineless=pl.col("line").is_null().all()
    )
    order = sizes.join(_weights(), on="rule", how="left", maintain_order="left").join(
        _rows_of(tables), on="_file", how="left", maintain_order="left"
    )
    spoilt = pl.when("_lineless").then(pl.max_horizontal("_records", "_rows")).otherwise("_records")
    order = (
        order.with_columns(_spoilt=pl.when(pl.col("_grade") > 0).then(spoilt * pl.col("_indicators")))
        .sort(
            "_grade",
            "_spoilt",
            "_rule",
            "_file",
            "_column",
            "_detail",
            descending=[False, True, *[False] * 4],
            maintain_order=True,
        )
        .with_row_index("rank")
    )
    ranked = grouped.join(
        order.select("rank", *by), on=by, how="left", nulls_equal=True, maintain_order="left"
    )
    columns = ["rank", "rule", "file", "line", "key", "column", "detail", "siruta"]
    return ranked.select(columns).sort("rank", "file", "line", "key", maintain_order=True)


@cache
def _that_list(word: str) -> list[str]:
    return [rule.code for rule in RULES.values() if rule.lists == word]


@cache
def _weights() -> pl.DataFrame:
    """Give for each rule its grade and place, and how many indicators it makes doubtful."""
    grades = list(GRADES)
    return pl.DataFrame(
        [
            (rule.code, grades.index(grade_of(rule)), place, indicators_of(rule.affects))
            for place, rule in enumerate(RULES.values())
        ],
        schema={"rule": pl.String, "_grade": pl.Int64, "_rule": pl.Int64, "_indicators": pl.Int64},
        orient="row",
    )


def _rows_of(tables: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Give the rows of each file: what is wrong with a file or a column is wrong with all of them."""
    rows = [(f"{table['table']}.csv", int(table["read"])) for table in tables]
    return pl.DataFrame(rows, schema={"_file": pl.String, "_rows": pl.Int64}, orient="row")


def _summed(ranked: pl.DataFrame) -> pl.DataFrame:
    """Give one row an item: how many findings, the first lines, names and spots."""
    lines = pl.col("line").drop_nulls()
    return ranked.group_by("rank", maintain_order=True).agg(
        pl.col("rule").first(),
        times=pl.len(),
        lines=lines.unique().sort().head(LINES_SHOWN),
        line_count=lines.n_unique(),
        spots=pl.struct("line", "key", "siruta").head(SPOTS_SHOWN),
        **{word: pl.col(word).drop_nulls().unique(maintain_order=True).head(NAMES_SHOWN) for word in WORDS},
        **{f"{word}_count": pl.col(word).drop_nulls().n_unique() for word in WORDS},
    )


def _uats(sirutas: pl.Series) -> dict[str, str]:
    """Name UATs, with their counties where they are of several."""
    known = seed("uats").join(sirutas.drop_nulls().unique().to_frame("siruta"), on="siruta", how="semi")
    several = known["county_code"].n_unique() > 1
    rows = known.select("siruta", "name", "county_code").iter_rows()
    return {siruta: f"{name} ({county})" if several else name for siruta, name, county in rows}


def _localities(ranked: pl.DataFrame, uats: dict[str, str]) -> dict[int, list[tuple[str, int]]]:
    """Give the UATs of each item, those with most findings first."""
    counts = (
        ranked.drop_nulls("siruta")
        .group_by("rank", "siruta")
        .len()
        .sort("rank", "len", "siruta", descending=[False, True, False])
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for rank, siruta, count in counts.iter_rows():
        found.setdefault(rank, []).append((uats.get(siruta, siruta), count))
    return found


def _items(
    summed: pl.DataFrame, localities: dict[int, list[tuple[str, int]]], uats: dict[str, str]
) -> list[Item]:
    """Make the items, of each rule the first so many."""
    totals = dict(summed.group_by("rule").agg(pl.struct(pl.len(), pl.col("times").sum())).iter_rows())
    items: list[Item] = []
    shown: dict[str, tuple[int, int]] = {}
    for row in summed.iter_rows(named=True):
        rule = RULES[row["rule"]]
        number, findings = shown.get(rule.code, (0, 0))
        if number == ITEMS_OF_A_RULE:
            continue
        number, findings = number + 1, findings + row["times"]
        shown[rule.code] = number, findings
        all_of_it = totals[rule.code]
        last = number == ITEMS_OF_A_RULE
        more = (all_of_it["len"] - number, all_of_it["times"] - findings) if last else (0, 0)
        items.append(_item(rule, row, localities.get(row["rank"], []), uats, more))
    return items


def _item(
    rule: Rule,
    row: dict[str, Any],
    places: list[tuple[str, int]],
    uats: dict[str, str],
    more: tuple[int, int],
) -> Item:
    words = {word: spelling.listed(row[word], row[f"{word}_count"]) if row[word] else None for word in WORDS}
    return Item(
        rule=rule,
        grade=grade_of(rule),
        message=words_of(rule, **words),
        file=words["file"],
        column=words["column"],
        times=row["times"],
        lines=tuple(row["lines"]),
        line_count=row["line_count"],
        spots=tuple((s["line"], shown_key(s["key"]), uats.get(s["siruta"], "")) for s in row["spots"]),
        places=tuple(places[:PLACES_SHOWN]),
        place_count=len(places),
        more=more,
    )
