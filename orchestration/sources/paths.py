"""Columns of the rows that a row points to: a dotted name goes along foreign keys, `person_id.birth_date`.

Only what is named is joined. What points nowhere, as much does in a delivery of changes, gives null.
"""

from collections.abc import Iterable

import polars as pl

from orchestration.sources.contract import Contract
from orchestration.sources.table_reader import ROW, TableReading
from quality.rules.check import LINKS, Link, Related

Tables = dict[str, TableReading]


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
    return column_of(contract, link_of(contract, table, head).table, rest) if rest else (table, head)
