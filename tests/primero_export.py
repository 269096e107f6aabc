"""Primero's three exporters as `shared/primero/README.md` describes them: cases in, the bytes of a file out."""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from amc_export import KEY, PERIOD
from primero_forms import FORMS, TICK, FieldOf, FormOf, names
from workbook import Tabs, xlsx_of

from orchestration.sources.delivery import Reading
from orchestration.sources.primero.reader import read

SOURCE = Path(__file__).parent.parent / "orchestration" / "sources" / "primero"
Case = dict[str, Any]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_RO = ("Ian", "Feb", "Mar", "Apr", "Mai", "Iun", "Iul", "Aug", "Sep", "Oct", "Noi", "Dec")


def ruby(value: Any, old: bool = False) -> str:
    """A value as Ruby's `inspect` writes it; `old`: before 3.4."""
    if isinstance(value, dict):
        arrow = "=>" if old else " => "
        return "{" + ", ".join(f"{ruby(k, old)}{arrow}{ruby(v, old)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(ruby(item, old) for item in value) + "]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "nil"}[value]
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}.{value.microsecond * 1000:09d} UTC +00:00"
    if isinstance(value, date):
        return f"{DAYS[value.weekday()]}, {value.day:02d} {MONTHS[value.month - 1]} {value.year:04d}"
    return _quoted(value) if isinstance(value, str) else repr(value).replace("inf", "Infinity")


def _quoted(text: str) -> str:
    signs = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\x1b": r"\e", '"': r"\"", "\\": r"\\"}
    signs |= {"\a": r"\a", "\b": r"\b", "\v": r"\v", "\f": r"\f"}
    shown = "".join(signs.get(sign, sign if sign.isprintable() else f"\\u{{{ord(sign):X}}}") for sign in text)
    return '"' + re.sub(r"#(?=[{$@])", r"\#", shown) + '"'


def safe(value: str) -> str:
    """A text as the exporters keep it from being taken for a formula."""
    return f"'{value}" if re.match(r"[\ufeff\x00-\x1f\x7f\s]*[=+\-@|%]", value) else value


def csv_of(cases: Sequence[Case], fields: Sequence[str] | None = None, old: bool = False) -> bytes:
    """The CSV export: `fields` are those that the user may see."""
    fields = names() if fields is None else fields
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", *fields])
    for case in cases:
        writer.writerow([case["id"], *(_csv_cell(case.get(name), old) for name in fields)])
    return text.getvalue().encode()


def _csv_cell(value: Any, old: bool) -> str | None:
    if value is None or isinstance(value, str):
        return value and safe(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    return value.isoformat() if isinstance(value, date) else ruby(value, old)


def json_of(cases: Sequence[Case], fields: Sequence[str] | None = None, page: int = 500) -> bytes:
    """The JSON export: an array a page, glued together; an empty field is absent."""
    fields = names() if fields is None else fields
    records = [
        {
            "id": case["id"],
            "data": {name: case[name] for name in fields if case.get(name) is not None},
            "duplicate_case_id": None,
            "phonetic_data": {"tokens": []},
            **{f"srch_{name}": _searchable(case.get(name)) for name in SEARCHABLE},
        }
        for case in cases
    ]
    pages = [records[at : at + page] for at in range(0, len(records), page)] or [[]]
    return "".join(json.dumps(one, ensure_ascii=False, indent=2, default=_iso) for one in pages).encode()


SEARCHABLE = (
    "status",
    "registration_date",
    "sex",
    "age",
    "risk_level",
    "name",
    "location_current",
    "date_closure",
    "protection_concerns",
)


def _searchable(value: Any) -> Any:
    return f"{value.isoformat()}T00:00:00.000Z" if isinstance(value, date) else value


def _iso(value: Any) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%S}.000Z" if isinstance(value, datetime) else value.isoformat()


def tabs_of(cases: Sequence[Case], forms: Sequence[FormOf] = FORMS, romanian: bool = False) -> Tabs:
    """The Excel export's tabs. `romanian`: the language of ticks and months; forms are seldom translated."""
    tabs: Tabs = {}
    for form in forms:
        if form.fields:
            rows = [[_cell(case, field, romanian) for field in form.fields] for case in cases]
            _add(
                tabs,
                form.label,
                form.fields,
                [[_short(case), *row] for case, row in zip(cases, rows, strict=True)],
            )
        if form.subform:
            name, label, fields = form.subform
            entries = [
                [_short(case), *(_cell(entry, field, romanian) for field in fields)]
                for case in cases
                for entry in case.get(name) or [{}]
            ]
            _add(tabs, f"{form.label[:15]}-{label}", fields, entries)
    return tabs


def _add(tabs: Tabs, label: str, fields: Sequence[FieldOf], rows: list[list[Any]]) -> None:
    label = re.sub(r"[\[\]:*?/\\]", " ", label).strip()
    label = label if len(label) <= 31 else f"{label[:28]}..."
    if label in tabs:
        label = f"{label[:-2]}-1"
    tabs[label] = [["ID", *(field.label for field in fields)], *rows]


def _short(case: Case) -> str:
    return str(case.get("short_id", case.get("case_id_display")))


def _cell(values: Case, field: FieldOf, romanian: bool) -> str | float | None:
    value = values.get(field.name)
    labels = field.labels or {}
    if field.name == "name" and values.get("hidden_name"):
        return "*******"
    if isinstance(value, list):
        return " ||| ".join(filter(None, map(labels.get, value))) or None
    if isinstance(value, bool):
        return {True: "Da", False: "Nu"}[value] if romanian and labels is TICK else TICK[str(value).lower()]
    if isinstance(value, date):
        day = f"{value.day:02d}-{(MONTHS_RO if romanian else MONTHS)[value.month - 1]}-{value.year}"
        return f"{day} {value:%H:%M}" if isinstance(value, datetime) else day
    if labels:
        return labels.get(str(value))
    return safe(value) if isinstance(value, str) else value


LAYOUTS: dict[str, Callable[[Sequence[Case]], bytes]] = {
    "csv": csv_of,
    "json": json_of,
    "xlsx": lambda cases: xlsx_of(tabs_of(cases)),
}


def judged(content: bytes, folder: Path, name: str = "cases.csv", period: Any = PERIOD) -> Reading:
    """Write, read and judge."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return read(folder / name, period, KEY)
