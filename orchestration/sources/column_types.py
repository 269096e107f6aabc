"""A column's text read as the type that its contract says: null for what is not of it or breaks a constraint."""

import polars as pl

from orchestration.sources.contract import TYPES, Field

USUAL_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
USUAL_STAMP = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-5][0-9]$"
DATE = r"^\d{4}-\d\d-\d\d(?: 00:00:00)?$"
STAMP = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:[0-5]\d(?:\.\d{1,9})?(?:Z|\+00:00)?$"
NUMBER = r"^-?\d{1,13}(?:\.\d{1,4})?$"
INVALID = {
    "integer": "number-invalid",
    "number": "number-invalid",
    "boolean": "value-not-in-list",
    "date": "date-invalid",
    "datetime": "date-invalid",
    "string": "value-not-in-list",
}


def cast_usual(field: Field) -> pl.Expr:
    """Read a text as the field's type where it is written as nearly all are: what `cast` gives, or null.

    Spaces about it are none, moments have whole seconds and no zone. That is many times as quick.
    """
    text = pl.col(field.name)
    if field.type == "date":
        return pl.when(text.str.contains(USUAL_DATE)).then(text).str.to_date("%Y-%m-%d", strict=False)
    if field.type == "datetime":
        stamp = pl.when(text.str.contains(USUAL_STAMP)).then(text)
        return stamp.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    return cast(field)


def cast(field: Field) -> pl.Expr:
    """Read a trimmed text as the field's type: dates of the calendar, stamps in UTC, booleans 0 and 1."""
    text = pl.col(field.name)
    if field.type in ("integer", "number"):
        number = text if field.type == "integer" else pl.when(text.str.contains(NUMBER)).then(text)
        return _within(number.cast(TYPES[field.type], strict=False), field)
    if field.type == "boolean":
        return pl.when(text == "1").then(True).when(text == "0").then(False)
    if field.type == "date":
        return pl.when(text.str.contains(DATE)).then(text.str.head(10)).str.to_date("%Y-%m-%d", strict=False)
    if field.type == "datetime":
        plain = text.str.replace("T", " ", literal=True).str.strip_suffix("Z").str.strip_suffix("+00:00")
        stamp = pl.when(text.str.contains(STAMP)).then(plain)
        return stamp.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    if field.values:
        return pl.when(text.is_in(field.values)).then(text)
    return pl.when(text.str.contains(f"^(?:{field.pattern})$")).then(text) if field.pattern else text


def _within(number: pl.Expr, field: Field) -> pl.Expr:
    """Keep a number between the least and the greatest that the field may hold."""
    if field.minimum is not None:
        number = pl.when(number >= field.minimum).then(number)
    return number if field.maximum is None else pl.when(number <= field.maximum).then(number)
