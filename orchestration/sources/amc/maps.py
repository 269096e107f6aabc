"""The `map` of a vulnerability entry: a JSON object code → count, the person's whole state from then on."""

import json
import re
from typing import Any

import polars as pl

OTHER = "?"
CODE = r"^(?:V[A-Z]{1,5}_[A-Z0-9]{1,4}|NONE)$"
PLAIN = r'^\{\s*(?:"[^"\\]+"\s*:\s*[1-9]\d{0,8}\s*(?:,\s*"[^"\\]+"\s*:\s*[1-9]\d{0,8}\s*)*)?\}$'
SCHEMA: dict[str, pl.DataType] = {"map": pl.String(), "codes": pl.List(pl.String), "broken": pl.Boolean()}


def read_maps(texts: pl.Series) -> pl.DataFrame:
    """Read distinct texts. Gives map, codes (distinct, sorted; null where there is no answer), broken (it is no state).

    A code is what counts above 0. What does not look like one could be anything, a name too: it goes on as `?`. A
    map is read as text where it is plain, which nearly all are, and by a JSON parser where it is not.
    """
    plain = texts.str.contains(PLAIN)
    code = pl.element().str.strip_chars('"')
    quick = (
        texts.filter(plain)
        .to_frame("map")
        .with_columns(
            codes=pl.col("map")
            .str.extract_all(r'"[^"]+"')
            .list.eval(pl.when(code.str.contains(CODE)).then(code).otherwise(pl.lit(OTHER))),
            broken=pl.lit(False),
        )
    )
    slow = pl.DataFrame([(text, *_parse(text)) for text in texts.filter(~plain)], schema=SCHEMA, orient="row")
    answered = pl.col("codes").list.len() > 0
    codes = pl.when(answered).then(pl.col("codes").list.unique().list.sort())
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
    return [code if re.match(CODE, code) else OTHER for code in counted], False


def _merged(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep, of a key that is there more than once, a count above 0."""
    merged: dict[str, Any] = {}
    for key, value in pairs:
        merged[key] = merged.get(key) or value
    return merged
