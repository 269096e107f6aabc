"""Columns of the rows that a row points to: a dotted name goes along foreign keys, `person_id.birth_date`.

Only what is named is joined. What points nowhere, as much does in a delivery of changes, gives null. A name `codes?A|B`
says whether a list of codes holds A or B.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby

import numpy as np
import polars as pl

from orchestration.sources.contract import Contract
from orchestration.sources.table_reader import TableReading
from quality.rules.check import DERIVED, HOLDS, LINKS, OR, Link, Related

Tables = dict[str, TableReading]
#: bits of a number
BITS = 64
#: keys are looked up in a list of all numbers from the least to the greatest where these are not many more than keys
NUMBERS, NUMBERS_OF_A_KEY = 2**16, 64


class Paths:
    """What names stand for in tables whose rows stay as they are, each looked up once. `rows`: of each table."""

    def __init__(self, rows: Mapping[str, pl.DataFrame], contract: Contract) -> None:
        self._rows = rows
        self._contract = contract
        self._columns: dict[tuple[str, str], pl.Series] = {}
        self._pointers: dict[tuple[str, str], pl.Series] = {}

    def rows(self, table: str, names: Iterable[str], own: pl.DataFrame | None = None) -> pl.DataFrame:
        """Give the columns that are named, dotted ones too, of a table's rows in their order.

        `own`: other rows of the table, of which the same is asked.
        """
        rows = self._rows[table] if own is None else own
        known = self if rows is self._rows[table] else Paths({table: rows}, self._contract)
        asked = sorted(set(names))
        self._look_up(table, asked, known)
        return pl.DataFrame([known._columns[table, name].alias(name) for name in asked])

    def related(
        self, table: str, asked: Mapping[str, Related], own: pl.DataFrame | None = None
    ) -> list[pl.Series]:
        """Give, for each row of a table, values of the rows of other ones that have the same in some columns.

        `own` as in `rows`. What is asked of the same rows is found together.
        """
        found: dict[str, pl.Series] = {}
        alike: dict[tuple[str, tuple[str, ...], tuple[str, ...], int], dict[str, Related]] = {}
        for name, one in asked.items():
            alike.setdefault((one.table, one.by, one.on, id(one.where)), {})[name] = one
        for (_, by, on, _), group in alike.items():
            here, values = self.rows(table, on, own), self._values(group)
            keys = [f"_{place}" for place in range(len(by))]
            if len(by) == 1:
                there = values.select(pl.col(list(group)).gather(positions(here[on[0]], values["_0"])))
            else:
                there = here.join(values, left_on=on, right_on=keys, how="left", maintain_order="left")
            found |= {name: there[name] for name in group}
        return [found[name].alias(name) for name in asked]

    def _values(self, asked: Mapping[str, Related]) -> pl.DataFrame:
        """Give the values for all that rows have in the columns `by`, these as `_0`, `_1`; all else is alike."""
        one = next(iter(asked.values()))
        there = self.rows(one.table, {name for each in asked.values() for name in each.names()})
        if one.where is not None:
            there = there.filter(one.where)
        keys = (pl.col(by).alias(f"_{place}") for place, by in enumerate(one.by))
        return there.group_by(keys).agg(each.value.alias(name) for name, each in asked.items())

    def _look_up(self, table: str, names: Iterable[str], known: "Paths") -> None:
        """Put the columns that are named into `known`, whose rows of the table they are of."""
        rows = known._rows[table]
        held, onward = [], dict[str, list[str]]()
        for name in names:
            head, _, tail = name.partition(".")
            if (table, name) in known._columns:
                continue
            if tail:
                onward.setdefault(head, []).append(tail)
            elif HOLDS in name:
                held.append(name)
            elif "@" in name:
                base, at, derived = name.rpartition("@")
                self._look_up(table, [base], known)
                of = known._columns[table, base].to_frame(base)
                known._columns[table, name] = _column(of, DERIVED[at + derived](pl.col(base)))
            else:
                known._columns[table, name] = rows[name]
        for name, column in zip(held, _held(rows, held), strict=True):
            known._columns[table, name] = column
        for head, tails in onward.items():
            link = link_of(self._contract, table, head)
            there = self.rows(link.table, {*tails, link.key})
            if (table, head) not in known._pointers:
                key = pl.col(link.column)
                keys = _column(rows, key if link.when is None else pl.when(link.when).then(key))
                known._pointers[table, head] = positions(keys, there[link.key])
            found = there.select(pl.col(tails).gather(known._pointers[table, head]))
            for tail in tails:
                known._columns[table, f"{head}.{tail}"] = found[tail]


def positions(keys: pl.Series, among: pl.Series) -> pl.Series:
    """Say of each key at which place of `among`, which holds none twice, it stands; null where it does not."""
    if not len(among) or {keys.dtype, among.dtype} != {pl.Int64()} or among.null_count():
        return _joined(keys, among)
    numbers = among.to_numpy()
    least, greatest = int(numbers.min()), int(numbers.max())
    if greatest - least > max(NUMBERS, NUMBERS_OF_A_KEY * (len(keys) + len(among))):
        return _joined(keys, among)
    nowhere, outside = len(among), greatest - least + 1
    listed = np.full(outside + 1, nowhere, np.uint32)
    listed[numbers - least] = np.arange(nowhere, dtype=np.uint32)
    asked = (keys.fill_null(greatest + 1) if keys.null_count() else keys).to_numpy()
    places = listed[np.where((asked < least) | (asked > greatest), outside, asked - least)]
    found = pl.Series("at", places)
    return (
        _column(found.to_frame(), pl.when(pl.col("at") < nowhere).then("at"))
        if (places == nowhere).any()
        else found
    )


def _joined(keys: pl.Series, among: pl.Series) -> pl.Series:
    there = among.to_frame("key").with_row_index("at")
    return keys.to_frame("key").join(there, on="key", how="left", maintain_order="left")["at"]


def _column(rows: pl.DataFrame, value: pl.Expr) -> pl.Series:
    return rows.lazy().select(value).collect().to_series()


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
    return table, head.partition(HOLDS)[0].partition("@")[0]


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
            said = [
                pl.Series(name, bits_of_rows) for name, bits_of_rows in zip(some, _bits(of_row), strict=False)
            ]
            if lists.null_count():
                there = lists.is_not_null().alias("_there")
                said = pl.DataFrame([*said, there]).select(pl.when("_there").then(pl.col(some))).get_columns()
            found += said
    return found


def _bits(numbers: np.ndarray) -> Iterator[np.ndarray]:
    """Give the bits of numbers, the lowest first."""
    for byte in range(BITS // 8):
        low = (numbers >> np.uint64(8 * byte)).astype(np.uint8)
        for bit in range(8):
            yield (low & np.uint8(1 << bit)) != 0


def _batched(names: list[str], size: int) -> list[list[str]]:
    return [names[start : start + size] for start in range(0, len(names), size)]
