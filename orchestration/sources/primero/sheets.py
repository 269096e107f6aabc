"""Which tab of the Excel export is which form's, and where its columns stand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from orchestration.sources.primero.excel_values import code_of
from orchestration.sources.primero.forms import Column, Form, fold, forms, is_tab
from orchestration.sources.primero.workbook import Row, Tab

FILE = "cases.xlsx"
KEY = "id"
#: share of the labels that are read by which a tab is known that is not called as its form is
ENOUGH_LABELS = 0.5


@dataclass(frozen=True)
class Entry:
    """A row of a tab. `filled`: it has more than the record's ID; `values`: the contract's text by column."""

    line: int
    key: str | None
    filled: bool
    values: dict[str, str | None]


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

    def entries(self) -> Iterator[Entry]:
        """Give the rows that hold anything. Raises BrokenWorkbookError."""
        for line, row in self.tab.rows():
            key, *values = (_cell(row, place) for place in (self.key, *self.places.values()))
            filled = any(cell and cell.strip() for place, cell in enumerate(row) if place != self.key)
            if key or filled:
                cells = zip(self.columns, values, strict=True)
                yield Entry(line, key, filled, {one.column: code_of(value, one) for one, value in cells})


def _cell(row: Row, place: int) -> str | None:
    text = row[place] if place < len(row) else None
    return text.strip() or None if text else None


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
