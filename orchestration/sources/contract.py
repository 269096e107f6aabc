"""A source's contract: a Frictionless Table Schema package, from which reader, checks and data dictionary all come.

Beside the standard's own words (https://specs.frictionlessdata.io/table-schema/) a contract uses properties of ours:

- package `incluziune:unread`: table → why it is left unread, for tables that exports hold and nobody needs;
- resource `incluziune:notEmpty`: a table without a row refuses the delivery;
- field `incluziune:treatment`: `keep` (default), `pseudonymise` (a keyed code goes on in its place) or `drop`
  (personal, free text or needless: known, never read, may be missing);
- foreign key `incluziune:onMissing`: `empty` (default: the field is lost) or `refuse` (the row is), `incluziune:rule`.

Of the standard's constraints the reader knows required, enum, pattern, minimum and maximum. A value that breaks one is
lost, or its row where the field is required.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Field:
    """One column: its name, Frictionless type, constraints, and what happens to it."""

    name: str
    type: str
    description: str
    treatment: str
    required: bool
    values: tuple[str, ...]
    pattern: str | None
    minimum: int | None
    maximum: int | None


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
    """One table of the contract. `not_empty`: without a row the delivery is refused."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: str
    foreign_keys: tuple[ForeignKey, ...]
    not_empty: bool

    @property
    def read(self) -> tuple[Field, ...]:
        """Columns that are read; the others are known and dropped unseen."""
        return tuple(field for field in self.fields if field.treatment != "drop")


@dataclass(frozen=True)
class Contract:
    """All tables of a source, in an order in which each stands after those that it points to.

    `unread`: table → why nobody needs it.
    """

    source: str
    title: str
    description: str
    tables: tuple[Table, ...]
    unread: dict[str, str]


@cache
def load(path: Path) -> Contract:
    """Read a `datapackage.json`."""
    package = json.loads(path.read_text(encoding="utf-8"))
    return Contract(
        source=package["name"],
        title=package["title"],
        description=package["description"],
        tables=tuple(_table(resource) for resource in package["resources"]),
        unread=package["incluziune:unread"],
    )


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    return Table(
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        fields=tuple(_field(field) for field in schema["fields"]),
        key=schema["primaryKey"],
        foreign_keys=tuple(_foreign_key(key) for key in schema.get("foreignKeys", [])),
        not_empty=resource.get("incluziune:notEmpty", False),
    )


def _field(field: dict[str, Any]) -> Field:
    constraints = field.get("constraints", {})
    return Field(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        treatment=field.get("incluziune:treatment", "keep"),
        required=constraints.get("required", False),
        values=tuple(constraints.get("enum", ())),
        pattern=constraints.get("pattern"),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
    )


def _foreign_key(key: dict[str, Any]) -> ForeignKey:
    refuses = key.get("incluziune:onMissing", "empty") == "refuse"
    default = "parent-not-found" if refuses else "reference-not-found"
    reference = key["reference"]
    return ForeignKey(
        key["fields"],
        reference["resource"],
        reference["fields"],
        refuses,
        key.get("incluziune:rule", default),
    )
