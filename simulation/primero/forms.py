"""The forms of a case and their fields (`fields.csv`), in the order in which Primero exports them.

Source: `db/configuration/forms/case/` of primeroIMS/primero, default configuration.
"""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import polars as pl

TABLE = Path(__file__).with_name("fields.csv")
SUBFORM = "subform"
#: what Excel allows a tab's name
NAME_LENGTH = 31
FORM_LENGTH = 15
NOT_ALLOWED = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Field:
    """A field of a form; `subform` is the name of the subform that it stands in, or empty."""

    form: str
    subform: str
    name: str
    label: str
    kind: str
    options: str

    @property
    def path(self) -> str:
        """The field's name with its subform's: `services_section.service_type`."""
        return f"{self.subform}.{self.name}" if self.subform else self.name


@dataclass(frozen=True)
class Tab:
    """One tab of the workbook: the fields of a form, or of the subform of that name."""

    name: str
    subform: str
    fields: list[Field]


@cache
def all_fields() -> list[Field]:
    """Read all fields, a field on two forms twice."""
    rows = pl.read_csv(TABLE, infer_schema=False).fill_null("")
    return [
        Field(row["form"], row["subform"], row["field"], row["label"], row["kind"], row["options"])
        for row in rows.iter_rows(named=True)
    ]


def top_fields(hidden: frozenset[str]) -> list[Field]:
    """List the fields of a case itself that may be seen, subforms among them, each once."""
    seen: dict[str, Field] = {}
    for field in all_fields():
        if not field.subform and field.name not in hidden:
            seen.setdefault(field.name, field)
    return list(seen.values())


def _tab_name(form: str, subform: str) -> str:
    name = f"{form.strip()[:FORM_LENGTH]}-{subform}" if subform else form
    name = name.translate(NOT_ALLOWED).strip()
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 3]}..."


def tabs(hidden: frozenset[str]) -> list[Tab]:
    """List the tabs: each form with fields of its own, and after it its subforms."""
    labels = {field.name: field.label for field in all_fields() if field.kind == SUBFORM}
    found = []
    for (form, subform), group in groupby(all_fields(), key=attrgetter("form", "subform")):
        shown = [
            field
            for field in group
            if field.kind != SUBFORM and field.path not in hidden and subform not in hidden
        ]
        if shown:
            found.append(Tab(_tab_name(form, labels.get(subform, "")), subform, shown))
    return found
