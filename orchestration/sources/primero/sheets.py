"""Which tab of the Excel export is which form's, and where its columns stand."""

from collections import Counter
from dataclasses import dataclass
from math import ceil

import polars as pl

from orchestration.sources.primero.excel_values import code_of
from orchestration.sources.primero.forms import Column, Form, fold, forms, is_tab
from orchestration.sources.primero.workbook import Tab

FILE = "cases.xlsx"
KEY = "id"
#: share of the labels that are read by which a tab is known that is not called as its form is
ENOUGH_LABELS = 0.5


@dataclass(frozen=True)
class Sheet:
    """The tab of a form. `key`, `places`: where the ID and each field stand; `twice`: fields whose label does twice."""

    form: Form
    tab: Tab
    key: int
    places: dict[str, int]
    twice: tuple[Column, ...]

    @property
    def file(self) -> str:
        """What findings call it: a tab's own name is the sender's."""
        return f"{FILE}: {self.form.table if self.form.is_subform else self.form.title}"

    @property
    def columns(self) -> list[Column]:
        """The fields that are read and there."""
        return [column for column in self.form.columns if column.name in self.places]

    @property
    def keys(self) -> list[str | None]:
        """The record's ID of each row."""
        return [cell.strip() or None if cell else None for cell in self.tab.cells[:, self.key]]

    @property
    def filled(self) -> list[bool]:
        """Whether a row holds anything beside the ID."""
        others = [cell for place, cell in enumerate(self.tab.cells.columns) if place != self.key]
        said = pl.any_horizontal(False, *(pl.col(name).str.strip_chars() != "" for name in others))
        return self.tab.cells.select(said.fill_null(False)).to_series().to_list()

    def values(self, column: Column) -> list[str | None]:
        """Give a column as the contract's text."""
        return [code_of(cell, column) for cell in self.tab.cells[:, self.places[column.name]]]


def find(tabs: list[Tab]) -> list[Sheet]:
    """Find each form's tab: by its name, and of several, or where none is called so, by the labels in it."""
    found: dict[str, Sheet] = {}
    keyed = [tab for tab in tabs if KEY in _labels(tab)]
    others = [tab for tab in keyed if not any(is_tab(tab.name, form) for form in forms())]
    for form in forms():
        named = [_sheet(form, tab) for tab in keyed if is_tab(tab.name, form)]
        _choose(found, form, named, least=1)
    for form in forms():
        enough = max(2, ceil(ENOUGH_LABELS * len(form.columns)))
        taken = {sheet.tab.name for sheet in found.values()}
        _choose(found, form, [_sheet(form, tab) for tab in others if tab.name not in taken], least=enough)
    return [found[form.name] for form in forms() if form.name in found]


def _choose(found: dict[str, Sheet], form: Form, sheets: list[Sheet], least: int) -> None:
    """Take the tab with most of the form's labels, if it has enough of them and the form none yet."""
    best = max(sheets, key=lambda sheet: len(sheet.places), default=None)
    if best and form.name not in found and len(best.places) >= least:
        found[form.name] = best


def _sheet(form: Form, tab: Tab) -> Sheet:
    labels = _labels(tab)
    counts = Counter(labels)
    chosen = {
        column: next(label for label in column.labels if counts[label])
        for column in form.columns
        if any(counts[label] for label in column.labels)
    }
    places = {column.name: labels.index(label) for column, label in chosen.items()}
    return Sheet(
        form,
        tab,
        labels.index(KEY),
        places,
        tuple(column for column, label in chosen.items() if counts[label] > 1),
    )


def _labels(tab: Tab) -> list[str]:
    return [fold(label or "") for label in tab.header]
