"""The `map` of a vulnerability entry: a JSON object code → count, the person's whole state from then on."""

import json
import re
from typing import Any

import polars as pl

OTHER = "?"
CODE = r"(?:V[A-Z]{1,5}_[A-Z0-9]{1,4}|NONE)"
#: as the application writes nearly all of them
USUAL = rf'^\{{"{CODE}":1(?:,"{CODE}":1)*\}}$'
PLAIN = r'^\{\s*(?:"[^"\\]+"\s*:\s*[1-9]\d{0,8}\s*(?:,\s*"[^"\\]+"\s*:\s*[1-9]\d{0,8}\s*)*)?\}$'
SCHEMA: dict[str, pl.DataType] = {"map": pl.String(), "codes": pl.List(pl.String), "broken": pl.Boolean()}


def read_maps(texts: pl.Series) -> pl.DataFrame:
    """Read texts, in their order. Gives codes (distinct, sorted; null where there is no answer), broken (no state).

    A code is what counts above 0. What does not look like one could be anything, a name too: it goes on as `?`.
    """
    usual = texts.set(~texts.str.contains(USUAL), None)
    codes = usual.str.strip_prefix('{"').str.strip_suffix('":1}').str.split('":1,"')
    unordered = _unordered(codes)
    if unordered.any():
        codes = codes.to_frame("codes").select(pl.when(~unordered).then("codes")).to_series()
    rows = pl.DataFrame({"map": texts, "codes": codes}).with_row_index("row")
    others = rows.filter(texts.is_not_null() & codes.is_null()).select("row", "map")
    others = others.join(_read_others(others["map"].unique()), on="map", how="left")
    if others["codes"].count():
        found = others.select("row", _codes="codes")
        rows = rows.join(found, on="row", how="left", maintain_order="left")
        rows = rows.with_columns(codes=pl.coalesce("codes", "_codes"))
    broken = others.filter("broken")["row"]
    return rows.select("codes", broken=pl.col("row").is_in(broken.implode()))


def _unordered(lists: pl.Series) -> pl.Series:
    """Say of lists whether any of their values is not greater than the one before it."""
    values = lists.explode()
    not_greater = (values <= values.shift(1)).arg_true()
    lengths = lists.list.len().fill_null(1).cast(pl.Int64)  # a null is one value when exploded
    firsts = lengths.cum_sum() - lengths
    wrong = not_greater.filter(~not_greater.is_in(firsts.implode()))
    rows = firsts.search_sorted(wrong, side="right") - 1
    return pl.int_range(len(lists), dtype=pl.Int64, eager=True).is_in(rows.cast(pl.Int64).implode())


def _read_others(texts: pl.Series) -> pl.DataFrame:
    """Read distinct texts. Gives map, codes, broken.

    A map is read as text where it is plain, and by a JSON parser where it is not.
    """
    plain = texts.str.contains(PLAIN)
    code = pl.element().str.strip_chars('"')
    quick = (
        texts.filter(plain)
        .to_frame("map")
        .with_columns(
            codes=pl.col("map")
            .str.extract_all(r'"[^"]+"')
            .list.eval(pl.when(code.str.contains(f"^{CODE}$")).then(code).otherwise(pl.lit(OTHER))),
            broken=pl.lit(False),
        )
    )
    slow = pl.DataFrame([(text, *_parse(text)) for text in texts.filter(~plain)], schema=SCHEMA, orient="row")
    answered = pl.col("codes").list.len() > 0
    codes = pl.when(answered).then(pl.col("codes").list.unique().list.eval(pl.element().sort()))
    return pl.concat([quick, slow]).with_columns(codes=codes)


def _parse(text: str) -> tuple[list[str], bool]:
    """Give the codes with a count above 0, and whether the text is no state at all."""
    try:
        state = json.loads(text, object_pairs_hook=_merged)
        if state is None or state == []:
            return [], False
        counted = [code for code, count in state.items() if float(count or 0) > 0]
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return [], True
    return [code if re.fullmatch(CODE, code) else OTHER for code in counted], False


def _merged(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep, of a key that is there more than once, a count above 0."""
    merged: dict[str, Any] = {}
    for key, value in pairs:
        merged[key] = merged.get(key) or value
    return merged
