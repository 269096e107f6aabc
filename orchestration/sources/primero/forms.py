"""Primero's forms, fields and options as far as they are read, and their labels: `labels.csv`.

A row is a form, a subform (`of`: the form that it is in; `column`: its table in the contract), a field (`of`: its form;
`column`: its column in the contract) or an option (`of`: its field). `type`: s select, m multi-select, d date, D time,
b tick box or yes/no, t text, n number, l location. Labels of one language are parted by `|`: countries word them anew.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import polars as pl

LANGUAGES = ("en", "ro")
CASES = "cases"
TAB_NAME = 31
PARENT_NAME = 15


@dataclass(frozen=True)
class Column:
    """A field of Primero that is read: its name there, its column in the contract, its type.

    `labels`: folded, the likeliest first; `options`: folded label or id → id.
    """

    name: str
    column: str
    type: str
    labels: tuple[str, ...]
    options: dict[str, str] = field(hash=False)


@dataclass(frozen=True)
class Form:
    """A form or subform. `table`: of the contract; `tabs`: what its Excel tab may be called; `title`: in English."""

    name: str
    table: str
    is_subform: bool
    title: str
    tabs: frozenset[str]
    columns: tuple[Column, ...]


@lru_cache(maxsize=4096)
def fold(label: str) -> str:
    """Give a label without case, marks, blanks and punctuation."""
    bare = unicodedata.normalize("NFKD", label.casefold())
    return "".join(sign for sign in bare if sign.isalnum())


@cache
def forms() -> tuple[Form, ...]:
    """Give all forms, the main one first; some have subforms that are read, but no fields of their own."""
    rows = pl.read_csv(Path(__file__).with_name("labels.csv"), infer_schema=False).to_dicts()
    labels = {row["id"]: list(_labels(row)) for row in rows if row["kind"] == "form"}
    found = []
    for row in rows:
        if row["kind"] not in ("form", "subform"):
            continue
        names = [_sheet(name) for name in _labels(row)]
        is_subform = row["kind"] == "subform"
        if is_subform:
            names = [f"{_sheet(of)[:PARENT_NAME]}-{name}" for of in labels[row["of"]] for name in names]
        columns = tuple(
            _column(one, rows) for one in rows if (one["kind"], one["of"]) == ("field", row["id"])
        )
        tabs = frozenset(_shortened(name).casefold() for name in names)
        table = row["column"] if is_subform else CASES
        found.append(Form(row["id"], table, is_subform, row["en"], tabs, columns))
    return tuple(found)


@cache
def subforms() -> dict[str, Form]:
    """Give the subforms by the field of the case that holds their entries."""
    return {form.name: form for form in forms() if form.is_subform}


@cache
def case_columns() -> dict[str, Column]:
    """Give the fields of a case by name; one that is on two forms is one field."""
    return {column.name: column for form in forms() if not form.is_subform for column in form.columns}


def is_tab(name: str, form: Form) -> bool:
    """Say whether a tab may be the form's by its name; where two are called the same, the later one ends in `-1`."""
    name = name.casefold()
    if name in form.tabs:
        return True
    counted = re.fullmatch(r"(.*)(-\d+)", name)
    return counted is not None and any(
        tab.startswith(counted[1]) for tab in form.tabs if len(tab) == len(name)
    )


def _column(row: dict[str, str], rows: list[dict[str, str]]) -> Column:
    options = {one["of"] for one in rows if one["kind"] == "option"}
    listed = row["id"] if row["id"] in options else {"b": "yes_no"}.get(row["type"])
    known: dict[str, str] = {}
    for one in rows:
        if (one["kind"], one["of"]) == ("option", listed):
            known |= dict.fromkeys([fold(one["id"]), *map(fold, _labels(one))], one["id"])
    return Column(row["id"], row["column"], row["type"], tuple(map(fold, _labels(row))), known)


def _labels(row: dict[str, str]) -> Iterator[str]:
    for language in LANGUAGES:
        yield from row[language].split("|")


def _sheet(name: str) -> str:
    """Give a form's name without the signs that the name of a tab may not hold."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip()


def _shortened(name: str) -> str:
    name = name.strip()
    return name if len(name) <= TAB_NAME else f"{name[: TAB_NAME - 3]}..."
