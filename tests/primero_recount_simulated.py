"""A naive count of Primero's exports: the standard library, loops and the words of the counting rules.

`from_csv`, `from_json` and `from_xlsx` read a file into the same cases; `recount` counts them.
"""

import csv
import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from simulation.places import seed_table
from simulation.primero.codes import options

BUCHAREST = ZoneInfo("Europe/Bucharest")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MONTHS = ["Ian", "Feb", "Mar", "Apr", "Mai", "Iun", "Iul", "Aug", "Sep", "Oct", "Noi", "Dec"]
ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"'
    r"|(?P<word>nil|true|false)\b"
    r"|(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.\d{9} UTC \+00:00"
    r"|\w{3}, (?P<date>\d\d \w{3} \d{4})"
    r"|(?P<number>-?\d+)"
    r"|(?P<mark>[\[\]{},]|=>)",
    re.DOTALL,
)
WORDS = {"nil": None, "true": True, "false": False}
CHARACTERS = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b"}


@dataclass
class Case:
    """What the rules ask of a case; `services`: implemented or not, and when."""

    id: str
    status: str
    registered: date | None
    closed: date | None
    location: str | None
    concerns: list[str]
    services: list[tuple[bool, datetime | None]] = field(default_factory=list)


def _plain(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        code = found[1]
        return chr(int(code[1:], 16)) if code[0] == "u" else CHARACTERS.get(code, code)

    return re.sub(r"\\(u[0-9A-F]{4}|.)", one, text, flags=re.DOTALL)


def ruby(text: str) -> Any:
    """Read what Ruby's `inspect` writes: arrays, hashes, texts, numbers, dates, UTC times, nil, true, false."""
    tokens, at = [], 0
    while at < len(text):
        found = TOKEN.match(text, at)
        assert found, text[at : at + 40]
        tokens.append(found)
        at = found.end()
        while at < len(text) and text[at] == " ":
            at += 1
    tokens.reverse()

    def value() -> Any:
        token = tokens.pop()
        kind, content = token.lastgroup, token[token.lastgroup or 0]
        if kind == "mark":
            return many({"[": "]", "{": "}"}[content])
        if kind == "time":
            return datetime.fromisoformat(content).replace(tzinfo=UTC)
        if kind == "date":
            assert datetime.strptime(token[0], "%a, %d %b %Y")
            return datetime.strptime(content, "%d %b %Y").date()
        return {"text": _plain, "word": WORDS.get, "number": int}[kind or ""](content)

    def many(end: str) -> Any:
        pairs: list[tuple[Any, Any]] = []
        while tokens[-1]["mark"] != end:
            first, second = value(), None
            if end == "}":
                assert tokens.pop()["mark"] == "=>"
                second = value()
            pairs.append((first, second))
            if tokens[-1]["mark"] == ",":
                tokens.pop()
        tokens.pop()
        return dict(pairs) if end == "}" else [first for first, _ in pairs]

    whole = value()
    assert not tokens
    return whole


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by the standard library."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


def from_csv(path: Path) -> list[Case]:
    """Read a CSV export."""
    return [
        Case(
            id=row["case_id_display"],
            status=row["status"],
            registered=_day(row["registration_date"]),
            closed=_day(row["date_closure"]),
            location=row["location_current"] or None,
            concerns=ruby(row["protection_concerns"] or "[]"),
            services=[
                (entry.get("service_implemented") == "implemented", entry.get("service_implemented_day_time"))
                for entry in ruby(row["services_section"] or "[]")
            ],
        )
        for row in rows_of(path)
    ]


def pages_of(path: Path) -> list[list[dict[str, Any]]]:
    """The arrays of a JSON export, one after the other."""
    text, at, pages = path.read_text(encoding="utf-8"), 0, []
    while at < len(text):
        page, at = json.JSONDecoder().raw_decode(text, at)
        pages.append(page)
    return pages


def from_json(path: Path) -> list[Case]:
    """Read a JSON export."""
    return [
        Case(
            id=data["case_id_display"],
            status=data["status"],
            registered=_day(data.get("registration_date")),
            closed=_day(data.get("date_closure")),
            location=data.get("location_current"),
            concerns=data.get("protection_concerns") or [],
            services=[
                (
                    entry["service_implemented"] == "implemented",
                    datetime.fromisoformat(when)
                    if (when := entry.get("service_implemented_day_time"))
                    else None,
                )
                for entry in data.get("services_section") or []
            ],
        )
        for page in pages_of(path)
        for data in (record["data"] for record in page)
    ]


def tabs_of(path: Path) -> dict[str, list[list[str]]]:
    """The texts of a workbook by tab; numbers as they are written."""
    tabs = {}
    with zipfile.ZipFile(path) as archive:
        names = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{SHEET}sheet")
        for number, sheet in enumerate(names, 1):
            content = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            rows: list[list[str]] = []
            for row in content.iter(f"{SHEET}row"):
                cells: dict[int, str] = {}
                for cell in row.iter(f"{SHEET}c"):
                    column = 0
                    for letter in re.sub(r"\d", "", cell.attrib["r"]):
                        column = column * 26 + ord(letter) - ord("A") + 1
                    cells[column - 1] = "".join(cell.itertext())
                rows.append([cells.get(column, "") for column in range(max(cells) + 1)])
            tabs[sheet.attrib["name"]] = rows
    return tabs


def by_label(rows: list[list[str]]) -> list[dict[str, str]]:
    """A tab's rows by the labels in its first."""
    header, *rest = rows
    return [dict(zip(header, row + [""] * (len(header) - len(row)), strict=True)) for row in rest]


def _named_day(text: str) -> date | None:
    if not text:
        return None
    day, month, year = text.split("-")
    return date(int(year), (MONTHS.index(month) if month in MONTHS else ENGLISH.index(month)) + 1, int(day))


def _named_time(text: str) -> datetime | None:
    if not text:
        return None
    day = _named_day(text[:11])
    assert day
    return datetime(day.year, day.month, day.day, int(text[12:14]), int(text[15:17]), tzinfo=UTC)


def from_xlsx(path: Path) -> list[Case]:
    """Read an Excel export; a row that comes again in the same tab is the same entry."""
    tabs = tabs_of(path)
    codes = {
        name: dict(zip(options(name).label, options(name).code, strict=True))
        for name in ("status", "concern")
    }
    counties = {row["county_code"]: row["name"] for row in seed_table("counties.csv").iter_rows(named=True)}
    uats = {
        f"România::{counties[row['county_code']]}::{row['name']}": row["siruta"]
        for row in seed_table("uats.csv").iter_rows(named=True)
    }
    services: dict[str, dict[tuple[str, ...], tuple[bool, datetime | None]]] = {}
    for row in by_label(tabs["Services-Nested Services"]):
        if any(value for label, value in row.items() if label != "ID"):
            given = row["Service implemented"] == "Implemented"
            services.setdefault(row["ID"], {})[tuple(row.values())] = (
                given,
                _named_time(row["Service Implemented On"]),
            )
    concerns = {row["ID"]: row["Protection Concerns"] for row in by_label(tabs["Protection Concerns"])}
    closures = {row["ID"]: row["Date of Closure"] for row in by_label(tabs["Closure"])}
    return [
        Case(
            id=row["ID"],
            status=codes["status"][row["Case Status"]],
            registered=_named_day(row["Date of Registration or Interview"]),
            closed=_named_day(closures[row["ID"]]),
            location=uats.get(row["Current Location"]),
            concerns=[
                codes["concern"].get(label, "?") for label in concerns[row["ID"]].split(" ||| ") if label
            ],
            services=list(services.get(row["ID"], {}).values()),
        )
        for row in by_label(tabs["Basic Identity"])
    ]


def first_day(period: str, later: int = 0) -> date:
    """The first day of a quarter, or of one some quarters later."""
    quarter = int(period[:4]) * 4 + int(period[-1]) - 1 + later
    return date(quarter // 4, 3 * (quarter % 4) + 1, 1)


def places_of(case: Case, county: str, uat_of: dict[str, str]) -> list[tuple[str, str]]:
    """Where a case counts: without a known location in the country alone."""
    uat = uat_of.get(case.location or "")
    return [("country", "RO")] + ([("county", county), ("uat", uat)] if uat else [])


def recount(
    cases: list[Case], periods: list[str], county: str
) -> tuple[dict[tuple[str, ...], int], dict[tuple[str, ...], tuple[int, ...]]]:
    """Count: ({period, level, place, measure: count}, {period, level, place, concern: people, assessed, open})."""
    uat_of = {row["siruta"]: row["uat_siruta"] for row in seed_table("localities.csv").iter_rows(named=True)}
    uat_of |= {code: code for code in seed_table("uats.csv")["siruta"]}
    counts, assessed, carried = Counter(), Counter(), Counter()
    known = options("concern").code
    every = {case.id: case for case in cases if case.status != "duplicate"}.values()
    for period in periods:
        first, after = first_day(period), first_day(period, 1)
        for case in every:
            cells = [(period, *place) for place in places_of(case, county, uat_of)]
            if case.registered and first <= case.registered < after:
                counts.update((*cell, "registered") for cell in cells)
            if case.status == "closed" and case.closed and first <= case.closed < after:
                counts.update((*cell, "closed") for cell in cells)
            for implemented, when in case.services:
                if implemented and when and first <= when.astimezone(BUCHAREST).date() < after:
                    counts.update((*cell, "services") for cell in cells)
            later = case.status == "closed" and case.closed is not None and case.closed >= after
            if case.registered and case.registered < after and (case.status == "open" or later):
                counts.update((*cell, "open") for cell in cells)
                if case.concerns:
                    assessed.update(cells)
                carried.update((*cell, code) for cell in cells for code in case.concerns if code in known)
    rows = {key: (people, assessed[key[:3]], counts[(*key[:3], "open")]) for key, people in carried.items()}
    return dict(counts), rows
