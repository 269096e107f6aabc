"""Primero's Excel: a tab per form with fields of its own and one per subform, labels in place of codes."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from simulation.arrays import Integers
from simulation.places import all_counties
from simulation.primero.as_csv import sanitised
from simulation.primero.codes import options
from simulation.primero.dirt import Setup
from simulation.primero.entries import CASE
from simulation.primero.export import HIDDEN, Export
from simulation.primero.forms import Field, Tab, tabs
from simulation.primero.workbook import Cell, Rows, workbook
from simulation.texts import nothing
from simulation.world import World

BETWEEN = " ||| "
CENSORED = "*******"
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ROMANIAN = ("Ian", "Feb", "Mar", "Apr", "Mai", "Iun", "Iul", "Aug", "Sep", "Oct", "Noi", "Dec")
YES_NO, DA_NU = ["No", "Yes"], ["Nu", "Da"]


def _places(world: World) -> dict[str, str]:
    """Label each location: the server's tree of locations ends at the UATs, a village is shown as its own."""
    county = world.county
    name = all_counties().filter(county_code=county.code)["name"][0]
    labels = {
        str(code): f"România::{name}::{seat}" for code, seat in zip(county.uats, county.seats, strict=True)
    }
    uat = np.repeat(county.uats, np.diff(county.first_village))
    return labels | {
        str(village): labels[str(code)] for village, code in zip(county.villages, uat, strict=True)
    }


class Labels:
    """Writes values as this server shows them to this user."""

    def __init__(self, world: World, setup: Setup):
        self._places = _places(world)
        self._months = ROMANIAN if setup.romanian_months else ENGLISH
        self._ticks = DA_NU if setup.romanian_ticks else YES_NO

    def _dated(self, column: pl.Series, time: str) -> pl.Series:
        months = pl.Series(self._months).gather(column.dt.month() - 1)
        return pl.select(
            pl.concat_str(column.dt.strftime("%d-"), months, column.dt.strftime(f"-%Y{time}"))
        ).to_series()

    def cells(self, field: Field, column: pl.Series) -> pl.Series:
        """Write a field's values: texts or numbers."""
        match field.kind:
            case "select":
                written = options(field.options).labelled(column)
            case "multi":
                written = options(field.options).listed(column, BETWEEN)
            case "location":
                written = column.replace_strict(self._places, default=None, return_dtype=pl.String)
            case "tick":
                written = pl.Series(self._ticks).gather(column.cast(pl.UInt32))
            case "yesno":
                written = pl.Series(YES_NO).gather(column.cast(pl.UInt32))
            case "date":
                written = self._dated(column, "")
            case "time":
                written = self._dated(column, " %H:%M")
            case "number":
                written = column
            case _:
                written = sanitised(column)
        return written


def _columns(tab: Tab, table: pl.DataFrame, labels: Labels) -> Iterator[list[Cell]]:
    for field in tab.fields:
        known = field.name in table.columns
        column = labels.cells(field, table[field.name]) if known else nothing(table.height)
        if field.name == "name":
            column = pl.Series([CENSORED]).new_from_index(0, len(column)).zip_with(table[HIDDEN], column)
        yield column.to_list()


def _rows(tab: Tab, table: pl.DataFrame, case: Integers, export: Export, labels: Labels) -> Rows:
    """Write a tab's rows; a case without an entry has one with its id alone."""
    ids = export.cases["case_id_display"].to_list()
    columns = list(_columns(tab, table, labels))
    first = np.searchsorted(case, np.arange(export.cases.height + 1))
    rows: list[list[Cell]] = [["ID", *(field.label for field in tab.fields)]]
    for row in export.rows:
        entries = range(first[row], first[row + 1])
        rows += [[ids[row], *(column[entry] for column in columns)] for entry in entries] or [[ids[row]]]
    return rows


def as_xlsx(export: Export, setup: Setup, world: World) -> bytes:
    """Write an export as Primero's Excel exporter does."""
    labels = Labels(world, setup)
    sheets = {}
    for tab in tabs(setup.hidden):
        if tab.subform:
            table = export.subforms.get(tab.subform, pl.DataFrame(schema={CASE: pl.Int64}))
            case = table[CASE].to_numpy()
        else:
            table, case = export.cases, np.arange(export.cases.height)
        sheets[tab.name] = _rows(tab, table, case, export, labels)
    return workbook(sheets, setup.numeric_cells)
