"""The makings of a spec's tables: columns of the exchange contracts under names of their own, and findings."""

from dataclasses import dataclass

from orchestration.sources.contract import Table
from specs.cells import Column, column

#: fields that no spec writes: keys and places, which rows get by the names of what they belong to
OURS = {
    "id", "household_id", "person_id", "assessment_id", "plan_id", "planned_action_id", "worker_id", "team_id",
    "notification_id", "uat", "locality", "county", "beneficiary_id", "county_id", "city_id", "family_id", "service_id",
    "interventionable_type", "interventionable_id", "parent_id",
}  # fmt: skip
FINDINGS = ("found", "asked", "not_assessed")


@dataclass(frozen=True)
class Format:
    """The columns of a table. `named`: the first one names the row, whatever its header."""

    columns: dict[str, Column]
    named: str | None = None


def form(table: Table | None = None, plain: str = "", named: str | None = None, **columns: str) -> Format:
    """Give a table's format: plain columns of text, and the fields of a contract's table.

    `columns`: field → `name` or `name=default`; `-` leaves the field out. A column answers to the field's name too.
    """
    found = {name: Column(name, name) for name in [*plain.split(), *([named] if named else [])]}
    for field in table.read if table else ():
        if field.name not in OURS and columns.get(field.name) != "-":
            name, _, default = columns.get(field.name, field.name).partition("=")
            read = column(field, name, default or None)
            found |= {name: read, field.name: read}
    return Format(found, named)


def findings(codes: set[str], default: str | None = None) -> dict[str, Column]:
    said = {"found": default, "asked": None, "not_assessed": None}
    return {name: Column(name, name, "codes", codes, said[name]) for name in FINDINGS}


def joined(first: Format, *others: dict[str, Column]) -> Format:
    return Format(
        first.columns | {name: read for other in others for name, read in other.items()}, first.named
    )


def day(name: str, default: str | None = None, required: bool = False) -> dict[str, Column]:
    return {name: Column(name, name, "day", (), default, required)}


def moment(name: str, default: str | None = None, required: bool = False) -> dict[str, Column]:
    return {name: Column(name, name, "moment", (), default, required)}
