"""Damage to Primero's exports, in each layout: fields, records and tabs."""

import json
from collections.abc import Iterator
from typing import Any

from amc_export import csv_of, rows_of
from primero_cases import CASES
from primero_export import Tabs, tabs_of
from primero_forms import FORMS
from workbook import xlsx_of

from damage.exports import Export, Files
from damage.tables import Broken, broken_file
from orchestration.sources.primero.forms import Column, case_columns, subforms

#: by type of field: what it cannot hold
UNFIT: dict[str, tuple[Any, ...]] = {
    "d": ("2025-02-31", "ieri"),
    "D": ("2025-02-31", "ieri"),
    "n": ("abc", "400"),
    "s": ("zzz_none", "?"),
    "b": ("poate",),
    "l": ("999999", "Atlantida"),
    "m": ("[street_child", "?"),
}


def typed() -> list[Column]:
    """Fields of a case that cannot hold everything."""
    return [column for column in case_columns().values() if column.type in UNFIT]


def broken_primero(export: Export) -> Iterator[Broken]:
    """Give the export broken in each way of its layout."""
    yield from {"csv": _csv, "json": _json, "xlsx": _xlsx}[export.layout](export.files)


def _csv(files: Files) -> Iterator[Broken]:
    (name,) = files
    yield from broken_file(files, name)
    rows = rows_of(files[name])
    for column in typed():
        for value in UNFIT[column.type]:
            changed = [rows[0] | {column.name: value}, *rows[1:]]
            yield Broken("values", f"{name}: {column.name} {value}", {name: csv_of(changed)})
    for column in ["id", *case_columns(), *subforms()]:
        left = [{key: cell for key, cell in row.items() if key != column} for row in rows]
        yield Broken("columns", f"{name}: no {column}", {name: csv_of(left)})
    for subform in subforms():
        for value in ("Ion", "[{", '{"a" => 1}', "[1, 2]"):
            changed = [rows[0] | {subform: value}, *rows[1:]]
            yield Broken("values", f"{name}: {subform} {value}", {name: csv_of(changed)})
    yield Broken("keys and references", f"{name}: id twice", {name: csv_of([*rows, rows[2]])})
    yield Broken("keys and references", f"{name}: no id", {name: csv_of([rows[0] | {"id": ""}, *rows[1:]])})


def _json(files: Files) -> Iterator[Broken]:
    (name,) = files
    content = files[name]

    def file(what: str, changed: bytes, kind: str = "file") -> Broken:
        return Broken(kind, f"{name}: {what}", {name: changed})

    def records(what: str, kind: str, **data: Any) -> Broken:
        changed = json.loads(content)
        changed[0]["data"] |= data
        return file(what, json.dumps(changed).encode(), kind)

    for tenth in range(1, 10):
        yield file(f"cut at {tenth}/10", content[: len(content) * tenth // 10])
    yield file("empty", b"")
    yield file("UTF-16", content.decode().encode("utf-16"))
    yield file("Latin-2", content.decode().encode("iso8859-2", errors="replace"))
    yield file("a brace lost", content.replace(b"}", b"", 1))
    yield file("a quote lost", content.replace(b'"', b"", 1))
    yield file("a comma lost", content.replace(b",", b"", 1))
    yield file("a web page", b"<html></html>")
    yield file("an object", b'{"cases": []}')
    yield file("another kind of record", b'[{"id": "1", "data": {"incident_date": "2025-01-01"}}]')
    for column in typed():
        unfit = UNFIT[column.type] if column.type != "m" else (["?"], ["zzz_none"])
        for value in (*unfit, {"a": 1}, [7]):
            yield records(f"{column.name} {value}", "values", **{column.name: value})
    for subform in subforms():
        for value in ("Ion", 7, {"a": 1}, [3, "a"]):
            yield records(f"{subform} {value}", "values", **{subform: value})
    good = json.loads(content)
    yield file("a record twice", json.dumps([*good, good[0]]).encode(), "keys and references")
    yield file("a record that is none", json.dumps([*good, 7, None]).encode(), "rows")
    spoilt = json.loads(content)
    del spoilt[0]["id"], spoilt[0]["data"]["case_id_display"]
    yield file("a record without its keys", json.dumps(spoilt).encode(), "keys and references")
    one_page = Broken("written otherwise", "one page", {name: json.dumps(good).encode()}, harmless=True)
    yield one_page
    turned = json.dumps(good[::-1]).encode()
    yield Broken("written otherwise", "records turned", {name: turned}, harmless=True)


def _xlsx(files: Files) -> Iterator[Broken]:
    (name,) = files
    content = files[name]

    def file(what: str, changed: bytes) -> Broken:
        return Broken("file", f"{name}: {what}", {name: changed})

    def tabs(kind: str, what: str, changed: Tabs) -> Broken:
        return Broken(kind, f"{name}: {what}", {name: xlsx_of(changed)})

    for tenth in range(1, 10):
        yield file(f"cut at {tenth}/10", content[: len(content) * tenth // 10])
    yield file("empty", b"")
    yield file("a text", b"ID;Case ID\n")
    yield file("zeros in the middle", content[:2000] + b"\0" * 400 + content[2400:])
    for tab in tabs_of(CASES):
        headless, repeated = tabs_of(CASES), tabs_of(CASES)
        headless[tab].pop(0)
        yield tabs("columns", f"no header in {tab}", headless)
        repeated[tab][0][-1] = repeated[tab][0][1]
        if len(repeated[tab][0]) > 2:
            yield tabs("columns", f"a label twice in {tab}", repeated)
        strange = tabs_of(CASES)
        strange[tab][1][0] = "ffffff1"
        yield tabs("keys and references", f"an ID of no case in {tab}", strange)
        shorter = tabs_of(CASES)
        shorter[tab].pop(3)
        yield tabs("rows", f"a row lost in {tab}", shorter)
        nameless = tabs_of(CASES)
        nameless[tab][1][0] = None
        yield tabs("keys and references", f"no ID in {tab}", nameless)
    kinds = {column.name: column.type for column in typed()}
    for form in FORMS:
        for place, field in enumerate(form.fields, start=1):
            kind = kinds.get(field.name, "")
            for value in UNFIT.get(kind, ()) if kind != "m" else ("zzz none", "?"):
                changed = tabs_of(CASES)
                changed[form.label][1][place] = value
                yield tabs("values", f"{form.label}: {field.name} {value}", changed)
