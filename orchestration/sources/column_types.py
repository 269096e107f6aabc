"""A column's text read as the type that its contract says: null for what is not of it or breaks a constraint."""

import polars as pl

from orchestration.sources.contract import Field

DATE = r"^\d{4}-\d\d-\d\d(?: 00:00:00)?$"
STAMP = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:[0-5]\d(?:\.\d{1,9})?(?:Z|\+00:00)?$"
INVALID = {
    "integer": "number-invalid",
    "boolean": "value-not-in-list",
    "date": "date-invalid",
    "datetime": "date-invalid",
    "string": "value-not-in-list",
}


def cast(field: Field) -> pl.Expr:
    """Read a trimmed text as the field's type: dates of the calendar, stamps in UTC, booleans 0 and 1."""
    text = pl.col(field.name)
    if field.type == "integer":
        number = text.cast(pl.Int64, strict=False)
        return pl.when(number.is_between(*_bounds(field))).then(number)
    if field.type == "boolean":
        return text.replace_strict({"0": False, "1": True}, default=None, return_dtype=pl.Boolean)
    if field.type == "date":
        return pl.when(text.str.contains(DATE)).then(text.str.head(10)).str.to_date("%Y-%m-%d", strict=False)
    if field.type == "datetime":
        plain = text.str.replace("T", " ", literal=True).str.strip_suffix("Z").str.strip_suffix("+00:00")
        stamp = pl.when(text.str.contains(STAMP)).then(plain)
        return stamp.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    if field.values:
        return pl.when(text.is_in(field.values)).then(text)
    return pl.when(text.str.contains(f"^(?:{field.pattern})$")).then(text) if field.pattern else text


def _bounds(field: Field) -> tuple[int, int]:
    """Give the least and greatest whole number that a field may hold."""
    least = -(2**63) if field.minimum is None else field.minimum
    return least, 2**63 - 1 if field.maximum is None else field.maximum
