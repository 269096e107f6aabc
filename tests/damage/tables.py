"""Damage to files that are tables of a contract: what is done to an export, by kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from amc_export import csv_of, rows_of
from workbook import xlsx_of

from damage.exports import Export, Files
from orchestration.sources.contract import Field, Table


@dataclass(frozen=True)
class Broken:
    """A broken export. `harmless`: it says the same as the good one, and must be taken so."""

    kind: str
    what: str
    files: Files
    harmless: bool = False


HTML = b"<!DOCTYPE html>\n<html><body><p>Sesiunea a expirat</p></body></html>\n"
Change = Callable[[bytes], bytes]


def _cut(content: bytes) -> bytes:
    """Stop in the middle of the last record."""
    last = content.rstrip(b"\n").rfind(b"\n") + 1
    return content[: last + (len(content) - last) // 2]


def _too_long(content: bytes) -> bytes:
    return content + b"," * content.split(b"\n", 1)[0].count(b",") + b",\n"


#: of any table, empty ones too
WHOLE: dict[str, Change] = {
    "empty": lambda content: b"",
    "other separator": lambda content: content.replace(b",", b";"),
    "tabs": lambda content: content.replace(b",", b"\t"),
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "a web page": lambda content: HTML,
    "an Excel file": lambda content: xlsx_of({"Foaie1": [["id"], [1]]}),
    "zeros": lambda content: b"\0" * len(content),
    "an open quote": lambda content: content + b'"x',
    "a row too short": lambda content: content + b"7\n",
    "a row too long": _too_long,
}
#: of tables with rows
FILLED: dict[str, Change] = {
    "no header": lambda content: content.split(b"\n", 1)[1],
    "cut in a row": _cut,
    "last line end lost": lambda content: content[:-1],
    "rows twice": lambda content: content + content.split(b"\n", 1)[1],
    "end of zeros": lambda content: content[:-9] + b"\0" * 9,
}
SAME: dict[str, Change] = {
    "Windows line ends": lambda content: content.replace(b"\n", b"\r\n"),
    "a UTF-8 mark": lambda content: b"\xef\xbb\xbf" + content,
    "blank lines": lambda content: content.replace(b"\n", b"\n\n"),
    "rows turned": lambda content: _rows(content, lambda rows: rows[::-1]),
    "columns turned": lambda content: _rows(content, _turned),
}


def _rows(content: bytes, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> bytes:
    return csv_of(change(rows)) if (rows := rows_of(content)) else content


def _turned(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [dict(reversed(row.items())) for row in rows]


#: an export of many tables is broken in each way in every so-manieth of them: reading it takes longer
SHARE = 5


def broken_tables(export: Export) -> Iterator[Broken]:
    """Give the export with its tables broken: one table in each way, of many each way in some of them."""
    for place, broken in enumerate(_all(export)):
        if len(export.files) == 1 or place % SHARE == 0:
            yield broken


def _all(export: Export) -> Iterator[Broken]:
    for table in export.contract.tables:
        name = f"{table.name}.csv"
        yield from broken_file(export.files, name)
        if len(export.files) > 1:
            rest = {other: content for other, content in export.files.items() if other != name}
            yield Broken("file", f"{name} missing", rest)
            yield Broken("file", f"{name} twice", export.files | {f"old/{name}": export.files[name]})
        yield from _columns(export.files, name, [field.name for field in table.read])
        yield from _cells(export.files, table)
        yield from _references(export.files, table)


def broken_file(files: Files, name: str) -> Iterator[Broken]:
    """Give the files with one broken as a whole, or written in another way that says the same."""
    content = files[name]
    filled = len(rows_of(content)) > 0
    for what, change in (WHOLE | FILLED if filled else WHOLE).items():
        kind = "rows" if "row" in what else "file"
        yield Broken(kind, f"{name}: {what}", files | {name: change(content)})
    for what, change in SAME.items():
        if filled and change(content) != content:
            yield Broken(
                "written otherwise", f"{name}: {what}", files | {name: change(content)}, harmless=True
            )


def _columns(files: Files, name: str, read: list[str]) -> Iterator[Broken]:
    """Lose, repeat and rename columns that are read."""
    header, body = files[name].decode().split("\n", 1)
    names = header.split(",")
    for column in read:
        rows = rows_of(files[name])
        if rows:
            left = [{key: cell for key, cell in row.items() if key != column} for row in rows]
            if left[0]:
                yield Broken("columns", f"{name}: no {column}", files | {name: csv_of(left)})
    for what, renamed in (("renamed", f"{read[0]}_x"), ("in capitals", read[0].upper())):
        changed = ",".join(renamed if one == read[0] else one for one in names)
        yield Broken("columns", f"{name}: {read[0]} {what}", files | {name: f"{changed}\n{body}".encode()})
    if len(read) > 1:
        changed = ",".join(read[0] if one == read[1] else one for one in names)
        yield Broken("columns", f"{name}: {read[0]} twice", files | {name: f"{changed}\n{body}".encode()})


def _cells(files: Files, table: Table) -> Iterator[Broken]:
    """Put values into fields that cannot hold them."""
    name = f"{table.name}.csv"
    rows = rows_of(files[name])
    for field in table.read if rows else ():
        row = next((n for n, cells in enumerate(rows) if cells[field.name]), 0)
        for value in unfit(field):
            yield Broken("values", f"{name}: {field.name} {value[:9]}", _with(files, name, row, field, value))
        if field.required:
            yield Broken("values", f"{name}: {field.name} empty", _with(files, name, row, field, ""))
    if len(rows) > 1 and len(table.keys) == 1:
        twice = _with(files, name, 1, next(f for f in table.read if f.name == table.key), rows[0][table.key])
        yield Broken("keys and references", f"{name}: key twice", twice)


def unfit(field: Field) -> tuple[str, ...]:
    """Give values that a field cannot hold; none for a text that may say anything."""
    if field.values or field.pattern or field.code_list or field.personal == "cnp":
        return ("?", "zzz_none")
    return {
        "integer": ("abc", "1.5", "9" * 30),
        "number": ("abc", "1e3"),
        "boolean": ("da", "2"),
        "date": ("2025-02-31", "31.12.2025"),
        "datetime": ("2025-02-31 10:00:00", "ieri"),
    }.get(field.type, ())


def _with(files: Files, name: str, row: int, field: Field, value: str) -> Files:
    rows = rows_of(files[name])
    rows[row][field.name] = value
    return files | {name: csv_of(rows)}


def _references(files: Files, table: Table) -> Iterator[Broken]:
    """Point to nothing, and lose a row that others point to."""
    name = f"{table.name}.csv"
    for key in table.foreign_keys:
        rows, target = rows_of(files[name]), f"{key.table}.csv"
        pointing = [(n, row[key.column]) for n, row in enumerate(rows) if row[key.column]]
        if not pointing:
            continue
        row, value = pointing[0]
        rows[row][key.column] = "987654321"
        yield Broken("keys and references", f"{name}: {key.column} to nothing", files | {name: csv_of(rows)})
        there = rows_of(files[target])
        left = [one for one in there if one[key.key] != value]
        if left and len(left) < len(there):
            lost = files | {target: csv_of(left)}
            yield Broken("keys and references", f"{target}: lost what {table.name} points to", lost)


def pairs(export: Export) -> list[tuple[Table, Field]]:
    """Give the fields that cannot hold everything, of tables with rows."""
    return [
        (table, field)
        for table, field in ((t, f) for t in export.contract.tables for f in t.read)
        if unfit(field) and rows_of(export.files[f"{table.name}.csv"])
    ]
