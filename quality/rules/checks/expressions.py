"""What checks are made of: ages, days, and what a CNP says."""

from collections.abc import Iterable

import polars as pl

from quality.rules.check import HOLDS, OR

#: days that no year exceeds
LEAP_YEAR = 366
#: first digit of a CNP → century; 7 to 9, residents and foreigners, do not tell it
CENTURIES = {1: 19, 2: 19, 3: 18, 4: 18, 5: 20, 6: 20}
SEXES = {digit: "male" if digit % 2 else "female" for digit in range(1, 9)}

PERIOD_END, MADE_ON = pl.col("@period_end"), pl.col("@made_on")


def day(stamp: str) -> pl.Expr:
    """Give the day of a moment (UTC) in Bucharest."""
    return pl.col(f"{stamp}@day")


def age(birth_date: str, on: pl.Expr) -> pl.Expr:
    """Give the completed years on a day, which is a column; below 0 before the birth."""
    return (_number(on.meta.output_name()) - _number(birth_date)) // 10_000


def days_between(earlier: pl.Expr, later: pl.Expr) -> pl.Expr:
    """Give the days from one day to another."""
    return (later - earlier).dt.total_days()


def holds(codes: Iterable[str], column: str = "codes") -> pl.Expr:
    """Say whether a list of codes holds one of these."""
    return pl.col(f"{column}{HOLDS}{OR.join(codes)}")


def cnp_is_right(cnp: str) -> pl.Expr:
    """Say whether a CNP has 13 digits, the last of which checks the others."""
    return _right(cnp).is_not_null()


def other_birth_date(cnp: str, birth_date: str) -> pl.Expr:
    """Say whether a right CNP is of somebody born on another day: without the century where it does not tell it."""
    said, born = (_right(cnp) // 10**6 % 10**6).cast(pl.Int32), _number(birth_date)
    century = _first_digit(cnp).replace_strict(CENTURIES, default=None, return_dtype=pl.Int32)
    written = pl.when(century.is_null()).then(born % 10**6).otherwise(born - century * 10**6)
    return written != said


def other_sex(cnp: str, sex: str) -> pl.Expr:
    """Say whether a right CNP is of somebody of the other sex; one that begins with 9 does not tell it."""
    return _first_digit(cnp).replace_strict(SEXES, default=None, return_dtype=pl.String) != pl.col(sex)


def _first_digit(cnp: str) -> pl.Expr:
    return _right(cnp) // 10**12


def _right(cnp: str) -> pl.Expr:
    return pl.col(f"{cnp}@right")


def _number(day: str) -> pl.Expr:
    return pl.col(f"{day}@number")
