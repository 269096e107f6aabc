"""Whole dumps, one after the other: a row that the one before held too is known, and not stored again.

Whole deliveries of a source for the same counties are the links of a chain, in the order in which they were let in. The
lake holds of each the rows that the link before does not have, in the delivery's own files, and the places of the rows
that it has no more, in `delivery_gone_rows`: a row stands in all links from the one that stores it to the last one
before that which notes it as gone. Rows are told apart by all their columns; one that is there twice stands twice.
"""

from collections.abc import Sequence
from functools import reduce
from operator import and_
from pathlib import Path

import polars as pl

from orchestration.earlier import RECEIPT
from orchestration.sources.contract import Contract

GONE = "delivery_gone_rows"
#: a row's place: its table, the delivery that stores it, its number in that file, from 0
PLACE = {"table_name": pl.String(), "stored_in": pl.String(), "row_number": pl.Int64()}


def chains(lake: Path) -> dict[str, list[str]]:
    """Give the deliveries of each chain, the first one first, by the receipts in a source's folder of the lake."""
    receipts = sorted((lake / RECEIPT).glob("*.parquet"))
    if not receipts:
        return {}
    links = pl.read_parquet(receipts, columns=["chain", "link", "delivery"]).sort("chain", "link")
    return {chain: group["delivery"].to_list() for (chain,), group in links.group_by("chain")}


def store(lake: Path, waiting: Path, receipt: pl.DataFrame, chain: Sequence[str], contract: Contract) -> None:
    """Put a delivery that waits in a folder into the lake as the next link of a chain, its receipt last.

    What is compared goes on waiting in whole: where this is cut off, it can be done again.
    """
    own, compared = pl.lit(waiting.name).alias("delivery"), contract.tables if chain else ()

    def move(file: Path, name: str) -> None:
        target = lake / name / f"{waiting.name}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)

    def put(rows: pl.DataFrame, name: str) -> None:
        draft = waiting / f".{name}.parquet"
        rows.rechunk().write_parquet(draft)
        move(draft, name)

    gone, left = gone_of(lake, chain), []
    for table in compared:
        rows = pl.read_parquet(waiting / f"{table.name}.parquet").drop("delivery")
        new, lost = unknown(rows, standing(lake, table.name, chain, gone), table.keys)
        put(new.with_columns(own), table.name)
        left.append(lost.select(pl.lit(table.name).alias("table_name"), pl.all()))
    if compared:
        put(pl.concat(left).with_columns(own), GONE)
    rest = {file.stem: file for file in waiting.glob("[a-z]*.parquet")}
    for name in sorted(rest.keys() - {RECEIPT, *(table.name for table in compared)}):
        move(rest[name], name)
    put(receipt.with_columns(link=pl.lit(len(chain) + 1, pl.Int64)), RECEIPT)


def gone_of(lake: Path, chain: Sequence[str]) -> pl.DataFrame:
    """Give the places of the rows that a chain's links noted as gone."""
    noted = [lake / GONE / f"{link}.parquet" for link in chain[1:]]
    return pl.read_parquet([lake / GONE / "none.parquet", *noted], columns=list(PLACE))


def standing(lake: Path, table: str, chain: Sequence[str], gone: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of a table that stand in the last link of a chain: `stored_in`, `row_number` and their columns.

    `lake`: the source's folder; `gone`: the places of the chain's rows that do not.
    """
    files = (lake / table / f"{link}.parquet" for link in chain)
    stored = pl.concat([pl.scan_parquet(file, row_index_name="row_number") for file in files])
    return (
        stored.rename({"delivery": "stored_in"})
        .with_columns(pl.col("row_number").cast(pl.Int64))
        .join(
            gone.lazy().filter(table_name=table),
            on=["stored_in", "row_number"],
            how="anti",
            maintain_order="left",
        )
        .collect()
    )


def unknown(
    rows: pl.DataFrame, before: pl.DataFrame, keys: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the rows that are not among those of the link before, and `stored_in`, `row_number` of those that are gone.

    `keys`: the table's; by them a row finds the one that it is held against, the n-th of a key the n-th. Both stay in
    their order.
    """
    by = [*keys, "_nth"]
    own, other = (
        part.lazy().select(*keys, _nth=_turns(part, keys)).with_row_index(place)
        for place, part in (("_own", rows), ("_other", before))
    )
    same = [
        pl.lit(rows[name]).gather("_own").eq_missing(pl.lit(before[name]).gather("_other"))
        for name in rows.columns
        if name not in keys
    ]
    pairs = own.join(other, on=by, nulls_equal=True).select("_own", "_other")
    known = pairs.filter(reduce(and_, same, pl.lit(True))).collect()
    new, gone = (
        part.filter(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(known[place].implode()))
        for place, part in (("_own", rows), ("_other", before))
    )
    return new, gone.select("stored_in", "row_number")


def _turns(rows: pl.DataFrame, keys: Sequence[str]) -> pl.Expr:
    """Number the rows of each key from 0; a table's keys are its own, so that there is seldom more than one."""
    is_unique = rows.n_unique(list(keys)) == rows.height
    return pl.lit(0, pl.Int64) if is_unique else pl.int_range(pl.len()).over(keys)
