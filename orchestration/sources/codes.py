"""Codes of catalogues in a delivery: a place that is not there is lost, any other unknown code is told and counted."""

from dataclasses import dataclass

import polars as pl

from orchestration.sources.contract import Contract, Field
from orchestration.sources.table_reader import TableReading
from quality.catalogue import seed, threshold

PLACES = {
    "uats": ("uats",),
    "localities": ("localities", "uats"),
    "counties": ("counties",),
    "places": ("counties", "uats"),
}


@dataclass(frozen=True)
class Share:
    """How many of the rows or values that hold a code hold one that is unknown."""

    unknown: int
    coded: int


def check_codes(readings: dict[str, TableReading], contract: Contract, in_all: bool = False) -> None:
    """Hold every coded field of the contract against its catalogue.

    An unknown place costs the field, or the row where the field is required. Other unknown codes stay; more than a
    small share of them refuses the delivery: of a column's rows or, `in_all`, of all the values of the delivery that
    are of a list, for systems whose lists every country changes.
    """
    shares = []
    for table, column in contract.coded():
        reading = readings.get(table.name)
        if reading is None or column.name not in reading.rows.columns:
            continue
        if column.code_list in PLACES:
            _check_places(reading, column)
        else:
            known = codes_of(str(column.code_list), contract.source)
            share = report_unknown(reading, column.name, column.name, known)
            shares.append((reading, share, column.name))
    for reading, share, name in [_over_all(readings, shares)] if in_all and shares else shares:
        check_share(reading, share, name)


def _over_all(
    readings: dict[str, TableReading], shares: list[tuple[TableReading, Share, str]]
) -> tuple[TableReading, Share, str]:
    """Add up what is unknown over all fields that take a value of a list, those without a catalogue too."""
    reading, _, name = shares[0]
    lost = reading.findings.frame().filter(rule="value-not-in-list").height
    listed = sum(
        table.rows[field.name].count()
        for table in readings.values()
        for field in table.table.read
        if field.values and field.name in table.rows.columns
    )
    unknown = lost + sum(share.unknown for _, share, _ in shares)
    return reading, Share(unknown, listed + lost + sum(share.coded for _, share, _ in shares)), name


def codes_of(catalogue: str, source: str) -> pl.Series:
    """Give the codes of a catalogue: its first column, of `source_codes` the source's own, of places all that fit."""
    if catalogue in PLACES:
        return pl.concat([seed(name)[:, 0] for name in PLACES[catalogue]])
    rows = seed(catalogue)
    if catalogue == "source_codes":
        return rows.filter(source=source)["code"]
    return rows[:, 0]


def report_unknown(reading: TableReading, codes: str, column: str, known: pl.Series) -> Share:
    """Report each code that is not known; gives how many of the rows with a code hold one.

    `codes`: the column, a code or a list of codes, as it is now; `column`: its name in the file.
    """
    rows = reading.rows.select("_row", code=codes).drop_nulls("code")
    listed = rows.schema["code"] == pl.List
    each = rows.filter(pl.col("code").list.len() > 0).explode("code") if listed else rows
    unknown = each.filter(~pl.col("code").is_in(known.implode()))
    by_code = unknown.group_by("code").agg(rows=pl.len()).sort("rows", "code", descending=[True, False])
    for code, count in by_code.rows():
        reading.findings.add("code-unknown", file=reading.file, column=column, detail=f"{code} × {count}")
    return Share(unknown["_row"].n_unique(), each["_row"].n_unique())


def check_share(reading: TableReading, share: Share, column: str) -> None:
    """Refuse the delivery where more than a small share holds unknown codes."""
    if share.unknown > threshold("unknown_code_share_max") * share.coded:
        percent = f"{100 * share.unknown / share.coded:.1f} %".replace(".", ",")
        reading.findings.add("too-many-unknown-codes", file=reading.file, column=column, detail=percent)


def _check_places(reading: TableReading, column: Field) -> None:
    known = codes_of(str(column.code_list), "")
    unknown = pl.col(column.name).is_not_null() & ~pl.col(column.name).cast(pl.String).is_in(known.implode())
    if column.required:
        reading.refuse(unknown, "place-unknown", column.name)
    else:
        reading.empty(column.name, unknown, "locality-not-found")
