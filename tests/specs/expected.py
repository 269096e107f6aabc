"""Counted numbers against those that a spec expects."""

from decimal import Decimal

import polars as pl

from specs.markdown import Spec
from specs.places import PERIOD, Country
from specs.rows import Row, rows

NONE = "-"
#: column of a spec → column of `indicators.indicator_value`
COUNTS = {"of_them": "numerator", "people": "denominator"}
VALUES = {"value": "value", "low": "ci_low", "high": "ci_high"}


def problems(country: Country, spec: Spec, values: pl.DataFrame) -> list[str]:
    """Give a sentence for each expected number that is not the counted one.

    `values`: rows of `indicators.indicator_value`.
    """
    return [fault for row in rows(spec, "Expected") for fault in _compare(country, spec, row, values)]


def _compare(country: Country, spec: Spec, row: Row, values: pl.DataFrame) -> list[str]:
    level, code = country.code(spec, row)
    cell = {
        "period": row["quarter"] or PERIOD,
        "geo_level": level,
        "geo_code": code,
        "indicator": row.text("indicator"),
        "breakdown": row["breakdown"] or "total",
        "category": row["category"] or "all",
    }
    counted = values.filter(**cell)
    said = ", ".join([*cell.values()][3:])
    if counted.height != 1:
        return [str(row.fault(f"{said}: {counted.height} values are counted"))]
    told = {"numerator", "denominator", "value", "ci_low", "ci_high"} & set(counted.columns)
    found = counted.select(told).row(0, named=True)
    wrong = [
        f"{name.replace('_', ' ')} is {found[column]}, not {row[name]}"
        for name, column in {**COUNTS, **VALUES}.items()
        if row[name] and not _same(row.text(name), found[column])
    ]
    return [str(row.fault(f"{said}: {'; '.join(wrong)}"))] if wrong else []


def _same(expected: str, counted: float | int | None) -> bool:
    """Compare with as many decimals as the expected number has; `50 %` is 0.5."""
    if expected == NONE or counted is None:
        return expected == NONE and counted is None
    number, percent = Decimal(expected.removesuffix("%").strip()), expected.endswith("%")
    exponent = number.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(Decimal(counted) * (100 if percent else 1) - number) <= step / 2
