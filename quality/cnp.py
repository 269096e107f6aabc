"""The personal numeric code: what is a valid one (python-stdnum's `ro.cnp`)."""

from collections.abc import Sequence
from functools import cache

import polars as pl
from stdnum.exceptions import ValidationError
from stdnum.ro import cnp

PLAIN = r"^[1-9][0-9]{12}$"
WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
#: the first digit → the century; 19 for those of foreigners
CENTURIES = {"3": "18", "4": "18", "5": "20", "6": "20"}


def valid_cnp(text: str) -> str | None:
    """Give the 13 digits of a CNP whose length, date, county and check digit are right, else None."""
    try:
        return str(cnp.validate(text))
    except ValidationError:
        return None


def valid_cnps(texts: pl.Series) -> pl.Series:
    """Do the same for many at once: those of 13 plain digits together, only the others one by one."""
    column = pl.col(texts.name)
    rows = (
        texts.to_frame()
        .lazy()
        .with_columns(_plain=column.str.contains(PLAIN), _valid=_is_valid(column))
        .collect()
    )
    others = {text: valid_cnp(text) for text in rows.filter(~pl.col("_plain"))[texts.name].unique()}
    plain = pl.when(pl.col("_plain")).then(pl.when("_valid").then(column))
    odd = column.replace_strict(others, default=None, return_dtype=pl.String) if others else pl.lit(None)
    return rows.select(plain.otherwise(odd).alias(texts.name)).to_series()


def _is_valid(text: pl.Expr) -> pl.Expr:
    """Say of 13 plain digits whether they are a CNP."""
    digits = digits_of(text)
    check = check_digit(digits)
    century = text.str.slice(0, 1).replace_strict(CENTURIES, default="19")
    day = (century + text.str.slice(1, 6)).str.to_date("%Y%m%d", strict=False)
    return day.is_not_null() & text.str.slice(7, 2).is_in(_counties()) & (digits[-1] == check)


def digits_of(text: pl.Expr) -> list[pl.Expr]:
    """Give the 13 digits of a CNP."""
    number = text.cast(pl.Int64, strict=False)
    return [number // 10 ** (12 - place) % 10 for place in range(13)]


def check_digit(digits: Sequence[pl.Expr]) -> pl.Expr:
    """Give the digit that the first twelve ask for."""
    rest = pl.sum_horizontal(weight * digit for weight, digit in zip(WEIGHTS, digits, strict=False)) % 11
    return pl.when(rest == 10).then(1).otherwise(rest)


@cache
def _counties() -> list[str]:
    """List the county codes that are given out."""
    known = []
    for code in (f"{number:02}" for number in range(100)):
        try:
            cnp.get_county(f"1000101{code}")
        except ValidationError:
            continue
        known.append(code)
    return known
