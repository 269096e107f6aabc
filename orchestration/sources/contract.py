"""A source's contract: a Frictionless Table Schema package, from which reader, checks and data dictionary all come.

Beside the standard's own words (https://specs.frictionlessdata.io/table-schema/) a contract uses properties of ours:

- field `incluziune:treatment`: `keep` (default), `pseudonymise` (a keyed code goes on in its place) or `drop` (personal or free
  text: known, never read);
- field `incluziune:optional`: the column may be missing;
- foreign key `incluziune:onMissing`: `empty` (default: the field is lost) or `refuse` (the row is), with `incluziune:rule`.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Field:
    """One column: its name, Frictionless type, and what happens to it."""

    name: str
    type: str
    required: bool
    values: tuple[str, ...]
    treatment: str
    optional: bool
    description: str


@dataclass(frozen=True)
class ForeignKey:
    """A column that points to another table's key."""

    column: str
    table: str
    key: str
    refuses: bool
    rule: str


@dataclass(frozen=True)
class Table:
    """One table of the contract."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: str
    foreign_keys: tuple[ForeignKey, ...]
    optional: bool

    @property
    def read(self) -> tuple[Field, ...]:
        """Columns that are read; the others are known and dropped unseen."""
        return tuple(field for field in self.fields if field.treatment != "drop")


@dataclass(frozen=True)
class Contract:
    """All tables of a source, in an order in which each stands after those that it points to."""

    source: str
    title: str
    tables: tuple[Table, ...]


@cache
def load(path: Path) -> Contract:
    """Read a `datapackage.json`."""
    package = json.loads(path.read_text(encoding="utf-8"))
    return Contract(package["name"], package["title"], tuple(_table(resource) for resource in package["resources"]))


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    return Table(
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        fields=tuple(_field(field) for field in schema["fields"]),
        key=schema["primaryKey"],
        foreign_keys=tuple(_foreign_key(key) for key in schema.get("foreignKeys", [])),
        optional=resource.get("incluziune:optional", False),
    )


def _field(field: dict[str, Any]) -> Field:
    constraints = field.get("constraints", {})
    return Field(
        name=field["name"],
        type=field["type"],
        required=constraints.get("required", False),
        values=tuple(constraints.get("enum", ())),
        treatment=field.get("incluziune:treatment", "keep"),
        optional=field.get("incluziune:optional", False),
        description=field["description"],
    )


def _foreign_key(key: dict[str, Any]) -> ForeignKey:
    refuses = key.get("incluziune:onMissing", "empty") == "refuse"
    default = "parent-not-found" if refuses else "reference-not-found"
    reference = key["reference"]
    return ForeignKey(key["fields"], reference["resource"], reference["fields"], refuses, key.get("incluziune:rule", default))
