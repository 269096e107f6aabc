"""A naive count of an AMC export: loops, the standard library and the words of DESIGN.md."""

import csv
import io
import json
import zipfile
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from simulation.places import seed_table

BUCHAREST = ZoneInfo("Europe/Bucharest")
Row = dict[str, str | None]


def read(path: Path, null_text: str = "") -> dict[str, list[Row]]:
    """Read a written .zip with the standard library alone."""
    tables = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")
            rows = csv.DictReader(text, strict=True)
            tables[name.removesuffix(".csv")] = [
                {key: None if value == null_text else value for key, value in row.items()} for row in rows
            ]
    return tables


def instant(text: str | None) -> datetime:
    assert text
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def quarter_end(period: str) -> datetime:
    year, month = int(period[:4]), 3 * int(period[-1]) + 1
    return datetime(year + month // 13, 1 if month == 13 else month, 1, tzinfo=BUCHAREST)


def answers(entry: Row) -> dict[str, int] | None:
    text = entry["map"]
    found = json.loads(text) if text else None
    return found or None


def recount(
    tables: dict[str, list[Row]], periods: list[str]
) -> tuple[dict[tuple[str, ...], tuple[int, ...]], dict]:
    """Count as DESIGN.md says, person by person: (rows of vulnerability_quarter, people of each place)."""
    kinds = {row["code"]: row["kind"] for row in seed_table("source_codes.csv").iter_rows(named=True)}
    plates = {
        row["siruta_county_number"]: row["county_code"]
        for row in seed_table("counties.csv").iter_rows(named=True)
    }
    uat_of = {
        city["id"]: city["id"] if city["level"] == "2" else city["parent_id"] for city in tables["cities"]
    }
    entries = defaultdict(list)
    for entry in tables["vulnerability_entries"]:
        if answers(entry):
            entries[entry["beneficiary_id"]].append(entry)
    in_evidence, assessed, carried = Counter(), Counter(), Counter()
    for period in periods:
        end = quarter_end(period)
        for person in tables["beneficiaries"]:
            removed = person["status"] == "removed" and instant(person["updated_at"]) < end
            if person["type"] == "ocasional" or instant(person["created_at"]) >= end or removed:
                continue
            places = [(period, "country", "RO"), (period, "county", plates[person["county_id"]])]
            if person["city_id"]:
                places.append((period, "uat", uat_of[person["city_id"]]))
            in_evidence.update(places)
            past = [entry for entry in entries[person["id"]] if instant(entry["created_at"]) < end]
            if not past:
                continue
            assessed.update(places)
            newest = max(past, key=lambda entry: (instant(entry["created_at"]), int(entry["id"] or 0)))
            for code in answers(newest) or {}:
                if kinds.get(code) in ("vulnerability", "context"):
                    carried.update((*place, code) for place in places)
    rows = {key: (people, assessed[key[:3]], in_evidence[key[:3]]) for key, people in carried.items()}
    return rows, {place: (count, assessed[place]) for place, count in in_evidence.items()}
