"""What the cells of a spec may hold, and how they stand in an export."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from orchestration.sources.contract import Field
from quality.catalogue import seed

BOOLEANS = {"yes": "1", "no": "0", "1": "1", "0": "0"}
LISTS = ("uats", "localities", "source_codes")


@dataclass(frozen=True)
class Column:
    """A column of a spec's table. `field`: the export's name for it; `values`: what it may hold, if that is listed.

    Kinds: text, names (separated by commas), codes (by spaces), day, moment, moment or none (`-`), boolean, integer,
    number. `default` stands where the column is not written; `required`, also where its cell is empty.
    """

    name: str
    field: str
    kind: str = "text"
    values: Collection[str] = ()
    default: str | None = None
    required: bool = False
    shape: str | None = None

    def read(self, cell: str) -> str | None:
        """Give the cell as an export has it, None for an empty one; ValueError says what is wrong with it."""
        if not cell:
            return self.default if self.required else None
        return READ[self.kind](self, cell)


def column(field: Field, name: str, default: str | None = None) -> Column:
    """Make a column of a field of an exchange contract."""
    kinds = {
        "boolean": "boolean",
        "integer": "integer",
        "number": "number",
        "date": "day",
        "datetime": "moment",
    }
    listed = field.code_list if field.code_list not in LISTS else None
    values = seed(listed)[:, 0].to_list() if listed else field.values
    kind = kinds.get(field.type, "text")
    return Column(name, field.name, kind, frozenset(values), default, field.required, field.pattern)


def _text(column: Column, cell: str) -> str:
    if column.values and cell not in column.values:
        raise ValueError(f"«{cell}» is none of {', '.join(sorted(column.values))[:400]}")
    if column.shape and not re.fullmatch(column.shape, cell):
        raise ValueError(f"«{cell}» has not the form {column.shape}")
    return cell


def _codes(column: Column, cell: str) -> str:
    for code in cell.split():
        if code != "-" and code not in column.values:
            raise ValueError(f"there is no code «{code}»")
    return cell


def _day(_: Column, cell: str) -> str:
    return date.fromisoformat(cell).isoformat()


def _moment(_: Column, cell: str) -> str:
    """Read a moment in UTC; a day alone is ten o'clock."""
    return datetime.fromisoformat(cell if " " in cell else f"{cell} 10:00").isoformat(" ")


def _moment_or_none(column: Column, cell: str) -> str:
    return cell if cell == "-" else _moment(column, cell)


def _boolean(_: Column, cell: str) -> str:
    if cell not in BOOLEANS:
        raise ValueError(f"«{cell}» is neither yes nor no")
    return BOOLEANS[cell]


def _number(_: Column, cell: str) -> str:
    float(cell)
    return cell


def _integer(_: Column, cell: str) -> str:
    return str(int(cell))


READ = {
    "text": _text,
    "names": lambda _, cell: cell,
    "codes": _codes,
    "day": _day,
    "moment": _moment,
    "moment or none": _moment_or_none,
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
}
