"""A source's contract: a Frictionless Table Schema package, from which reader, checks and data dictionary all come.

Beside the standard's own words (https://specs.frictionlessdata.io/table-schema/) a contract uses properties of ours:

- package `incluziune:unread`: table → why it is left unread, for tables that exports hold and nobody needs;
- package `incluziune:delivers`: `whole` (default: a delivery is the whole state of its counties), `changes` (its rows
  replace older ones of the same key) or `declared` (each delivery says which of the two it is);
- resource `incluziune:notEmpty`: a table without a row refuses the delivery;
- resource and field `incluziune:whenMissing`: `refuse` (default: the delivery is refused) or `no_data` (the table or
  column may be missing, which is told apart from one without values: an exporting user may not see it);
- field `incluziune:treatment`: `keep` (default), `pseudonymise` (a keyed code goes on in its place) or `drop`
  (personal, free text or needless: known, never read, may be missing);
- field `incluziune:as`: what is pseudonymised, `cnp` (becomes `cnp_key`) or `name` (all of them together become
  `name_key` and `name_sound_key`);
- field `incluziune:codeList`: the catalogue of `seeds/` whose codes it holds (its first column); `source_codes` are
  those of this source;
- field `incluziune:lake`: column → type, where the reader puts other columns into the field's place;
- foreign key `incluziune:onMissing`: `empty` (default: the field is lost) or `refuse` (the row is), `incluziune:rule`.

Of the standard's constraints the reader knows required, enum, pattern, minimum and maximum. A value that breaks one is
lost, or its row where the field is required.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

TYPES: dict[str, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Decimal(18, 4),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "string": pl.String(),
    "list": pl.List(pl.String),
}
CODES: dict[str, tuple[str, ...]] = {"cnp": ("cnp_key",), "name": ("name_key", "name_sound_key")}


@dataclass(frozen=True)
class Field:
    """One column: its name, Frictionless type, constraints, and what happens to it."""

    name: str
    type: str
    description: str
    treatment: str
    personal: str | None
    code_list: str | None
    may_be_missing: bool
    required: bool
    values: tuple[str, ...]
    pattern: str | None
    minimum: float | None
    maximum: float | None
    derived: tuple[tuple[str, str], ...]

    @property
    def lake_columns(self) -> dict[str, pl.DataType]:
        """What stands in the lake in the field's place: column → type."""
        if self.derived:
            return {name: TYPES[kind] for name, kind in self.derived}
        if self.personal:
            return dict.fromkeys(CODES[self.personal], TYPES["string"])
        return {self.name: TYPES[self.type]}


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
    keys: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    not_empty: bool
    may_be_missing: bool

    @property
    def key(self) -> str:
        """The first column of the key."""
        return self.keys[0]

    @property
    def read(self) -> tuple[Field, ...]:
        """Columns that are read; the others are known and dropped unseen."""
        return tuple(field for field in self.fields if field.treatment != "drop")

    def personal(self, kind: str) -> tuple[str, ...]:
        """Names of the columns that hold a `cnp` or a part of a `name`."""
        return tuple(field.name for field in self.read if field.personal == kind)

    @property
    def lake_schema(self) -> dict[str, pl.DataType]:
        """Columns of the accepted rows as they go into the lake."""
        columns = (column for field in self.read for column in field.lake_columns.items())
        return dict(columns)


@dataclass(frozen=True, eq=False)
class Contract:
    """All tables of a source, in an order in which each stands after those that it points to; one is like no other.

    `delivers`: whole, changes or declared; `unread`: table → why nobody needs it.
    """

    source: str
    title: str
    description: str
    delivers: str
    tables: tuple[Table, ...]
    unread: dict[str, str]

    def __getitem__(self, name: str) -> Table:
        """Give a table by its name."""
        return next(table for table in self.tables if table.name == name)

    def coded(self) -> Iterator[tuple[Table, Field]]:
        """Give the fields that hold codes of a catalogue."""
        for table in self.tables:
            for field in table.read:
                if field.code_list:
                    yield table, field


@cache
def load(path: Path) -> Contract:
    """Read a `datapackage.json`."""
    package = json.loads(path.read_text(encoding="utf-8"))
    return Contract(
        source=package["name"],
        title=package["title"],
        description=package["description"],
        delivers=package.get("incluziune:delivers", "whole"),
        tables=tuple(_table(resource) for resource in package["resources"]),
        unread=package.get("incluziune:unread", {}),
    )


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    key = schema["primaryKey"]
    return Table(
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        fields=tuple(_field(field) for field in schema["fields"]),
        keys=(key,) if isinstance(key, str) else tuple(key),
        foreign_keys=tuple(_foreign_key(key) for key in schema.get("foreignKeys", [])),
        not_empty=resource.get("incluziune:notEmpty", False),
        may_be_missing=resource.get("incluziune:whenMissing") == "no_data",
    )


def _field(field: dict[str, Any]) -> Field:
    constraints = field.get("constraints", {})
    return Field(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        treatment=field.get("incluziune:treatment", "keep"),
        personal=field.get("incluziune:as"),
        code_list=field.get("incluziune:codeList"),
        may_be_missing=field.get("incluziune:whenMissing") == "no_data",
        required=constraints.get("required", False),
        values=tuple(constraints.get("enum", ())),
        pattern=constraints.get("pattern"),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        derived=tuple(field.get("incluziune:lake", {}).items()),
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
