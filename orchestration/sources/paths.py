"""Columns of the rows that a row points to: a dotted name goes along foreign keys, `person_id.birth_date`.

Only what is named is joined. What points nowhere, as much does in a delivery of changes, gives null. A name `codes?A|B`
says whether a list of codes holds A or B.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, groupby

import numpy as np
import polars as pl

from orchestration.sources.contract import Contract
from orchestration.sources.table_reader import ROW, TableReading
from quality.rules.check import HOLDS, LINKS, OR, Link, Related

Tables = dict[str, TableReading]
#: bits of a number
BITS = 64


def resolve(tables: Tables, contract: Contract, table: str, names: Iterable[str]) -> pl.DataFrame:
    """Give the rows of a table in their order with `_row` and the columns that are named, dotted ones too."""
    rows = tables[table].rows
    own, onward = {ROW}, dict[str, set[str]]()
    for name in names:
        head, _, tail = name.partition(".")
        if tail:
            onward.setdefault(head, set()).add(tail)
        else:
            own.add(name)
    found = rows.select(name for name in rows.columns if name in own)
    found = found.hstack(_held(rows, sorted(name for name in own if HOLDS in name)))
    for head, rest in onward.items():
        link = link_of(contract, table, head)
        there = resolve(tables, contract, link.table, rest | {link.key})
        there = there.select(
            pl.col(link.key).alias("_key"), *(pl.col(name).alias(f"{head}.{name}") for name in sorted(rest))
        )
        key = pl.col(link.column) if link.when is None else pl.when(link.when).then(pl.col(link.column))
        pointing = rows.select(key.alias("_key"))
        joined = pointing.join(there, on="_key", how="left", maintain_order="left").drop("_key")
        found = found.hstack(joined)
    return found


def related(tables: Tables, contract: Contract, table: str, one: Related) -> pl.Series:
    """Give, for each row of a table, a value of the rows of another one that have the same in some columns."""
    there = resolve(tables, contract, one.table, one.names())
    if one.where is not None:
        there = there.filter(one.where)
    here = resolve(tables, contract, table, one.on).select(one.on)
    names = [f"_{place}" for place in range(len(one.by))]
    keys = (pl.col(by).alias(name) for by, name in zip(one.by, names, strict=True))
    values = there.group_by(keys).agg(_value=one.value)
    joined = here.join(values, left_on=one.on, right_on=names, how="left", maintain_order="left")
    return joined["_value"]


def link_of(contract: Contract, table: str, head: str) -> Link:
    """Give the link of which a dotted name goes: a foreign key of the contract, or one that a contract cannot say."""
    for key in contract[table].foreign_keys:
        if key.column == head:
            return Link(head, key.table, key.key)
    return LINKS[contract.source, table, head]


def column_of(contract: Contract, table: str, name: str) -> tuple[str, str]:
    """Give the table and the column that a dotted name ends at."""
    head, _, rest = name.partition(".")
    if rest:
        return column_of(contract, link_of(contract, table, head).table, rest)
    return table, head.partition(HOLDS)[0]


def _held(rows: pl.DataFrame, names: Sequence[str]) -> list[pl.Series]:
    """Give what names like `codes?A|B` say of each row: null where it has no list.

    Each code is looked up once. Then it stands for a number in which a bit says of a name whether it has the code.
    """
    found: list[pl.Series] = []
    for column, group in groupby(names, key=lambda name: name.partition(HOLDS)[0]):
        asked = {name: name.partition(HOLDS)[2].split(OR) for name in group}
        known = {code: place for place, code in enumerate(sorted(set(chain(*asked.values()))))}
        lists = rows[column]
        lengths = lists.list.len().fill_null(0).cast(pl.Int64).to_numpy()
        filled = np.flatnonzero(lengths)
        codes = lists.filter(pl.Series(lengths > 0)).explode()
        places = codes.replace_strict(known, default=len(known), return_dtype=pl.UInt32).to_numpy()
        firsts = np.cumsum(lengths[filled]) - lengths[filled]
        for some in _batched(list(asked), BITS):
            bits = np.zeros(len(known) + 1, np.uint64)
            for bit, name in enumerate(some):
                bits[[known[code] for code in asked[name]]] |= np.uint64(1 << bit)
            of_row = np.zeros(rows.height, np.uint64)
            if len(filled):
                of_row[filled] = np.bitwise_or.reduceat(bits[places], firsts)
            said = pl.DataFrame({"bits": of_row, "there": lists.is_not_null()})
            found += said.select(
                pl.when("there").then(pl.col("bits") & (1 << bit) > 0).alias(name)
                for bit, name in enumerate(some)
            ).get_columns()
    return found


def _batched(names: list[str], size: int) -> list[list[str]]:
    return [names[start : start + size] for start in range(0, len(names), size)]
