"""Ruby's notation of hashes, as `inspect` writes them: what a subform looks like in Primero's CSV."""

import re

import polars as pl

from simulation.primero.entries import CASE, EXPLICIT, by_key

ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x1b": "\\e", "#": "\\#"}
ESCAPED = re.compile(r'["\\\x00-\x1f\u200b-\u200f\ufeff]|#(?=[{$@])')
#: quicker than asking each text: hardly any has one of these
SUSPECT = r'["\\\x00-\x1f\x{200b}-\x{200f}\x{feff}#]'
DAYS, TIMES = "%a, %d %b %Y", "%Y-%m-%d %H:%M:%S.000000000 UTC +00:00"
ARROW, OLD_ARROW = " => ", "=>"


def text(value: str) -> str:
    r"""Write a text as Ruby does: `"a \"b\""`."""
    escaped = ESCAPED.sub(lambda found: ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}", value)
    return f'"{escaped}"'


def _texts(values: pl.Series) -> pl.Series:
    suspect = values.str.contains(SUSPECT).fill_null(False)
    plain = '"' + values + '"'
    return plain.scatter(suspect.arg_true(), [text(value) for value in values.filter(suspect)])


def literals(column: pl.Series) -> pl.Series:
    """Write a column's values, null where there is none."""
    if isinstance(column.dtype, pl.List):
        return "[" + column.list.eval('"' + pl.element() + '"').list.join(", ") + "]"
    if column.dtype == pl.Date:
        return column.dt.strftime(DAYS)
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.strftime(TIMES)
    return _texts(column) if column.dtype == pl.String else column.cast(pl.String)


def arrays(entries: pl.DataFrame, cases: int, old: bool) -> pl.Series:
    """Write each case's entries as an array of hashes, null where it has none.

    A field without a value is left out, or nil where the entry says so; `old`: as before Ruby 3.4.
    """
    arrow = OLD_ARROW if old else ARROW
    pairs = []
    for name in by_key(entries):
        values = pl.when(pl.col(EXPLICIT)).then(pl.col(name).fill_null("nil")).otherwise(pl.col(name))
        pairs.append(pl.lit(f'"{name}"{arrow}') + values)
    written = entries.with_columns(literals(entries[name]).alias(name) for name in by_key(entries))
    hashes = written.select(CASE, hash="{" + pl.concat_str(pairs, separator=", ", ignore_nulls=True) + "}")
    joined = hashes.group_by(CASE, maintain_order=True).agg(pl.col("hash").str.join(", "))
    arrays = pl.select("[" + pl.lit(joined["hash"]) + "]").to_series()
    return pl.Series([None], dtype=pl.String).new_from_index(0, cases).scatter(joined[CASE], arrays)
