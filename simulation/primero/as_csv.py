"""Primero's CSV: a column per field, subforms in Ruby's notation."""

from io import BytesIO

import polars as pl

from simulation.primero.dirt import Setup
from simulation.primero.export import UUID, Export
from simulation.primero.forms import SUBFORM, top_fields
from simulation.primero.ruby import arrays, literals
from simulation.texts import nothing

#: a spreadsheet would take it for a formula
FORMULA = r"^[\x{feff}\x00-\x20\x7f]*[=+\-@|%]"


def sanitised(texts: pl.Series) -> pl.Series:
    """Put a `'` before what a spreadsheet would take for a formula."""
    return ("'" + texts).zip_with(texts.str.contains(FORMULA).fill_null(False), texts)


def _cells(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        return sanitised(column)
    return literals(column) if isinstance(column.dtype, pl.List) else column.cast(pl.String)


def as_csv(export: Export, setup: Setup) -> bytes:
    """Write an export as Primero's CSV exporter does."""
    count = export.cases.height
    empty = pl.Series(["[]"]).new_from_index(0, count).zip_with(pl.Series(export.explicit), nothing(count))
    columns = {"id": export.cases[UUID]}
    for field in top_fields(setup.hidden):
        if field.name in export.subforms:
            written = arrays(export.subforms[field.name], count, setup.old_ruby)
            columns[field.name] = written.zip_with(written.is_not_null(), empty)
        elif field.name in export.cases.columns:
            columns[field.name] = _cells(export.cases[field.name])
        else:
            columns[field.name] = empty if field.kind == SUBFORM else nothing(count)
    text = BytesIO()
    pl.DataFrame(columns)[export.rows].write_csv(text)
    return text.getvalue()
